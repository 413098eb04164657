import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { collectLetters, type Collecting, mostAttempts } from '#machines/mail/collect.ts'
import { countLetters } from '#machines/mail/letters.ts'
import { type Mailbox, mostBytes, withMailbox } from '#machines/mail/mailbox.ts'
import { findState } from '#machines/mail/state.ts'
import { takeTurn } from '#machines/mail/turn.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { openCode } from '#suggestions/code.ts'
import { makeMove } from '#suggestions/course.ts'
import { listLeftOut } from '#suggestions/left-out.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { correction } from '#suggestions/moves/correction.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { forgetting } from '#suggestions/moves/forgetting.ts'
import { photosOnDisk } from '#suggestions/photo-files.ts'
import { createPhotoIntake } from '#suggestions/photo-intake.ts'
import { unsorted } from '#suggestions/unsorted.ts'
import { createRateLimit, createRateLimits } from '#web/rate-limit.ts'
import { temporaryDirectory } from '../../support/content.ts'
import { addColleagues, type Colleagues } from '../../support/course.ts'
import { openTestDatabase } from '../../support/database.ts'
import { letter } from '../../support/letters.ts'
import { canOwnMailServer, type MailServer, ownMailServer } from '../../support/mail-server.ts'
import { phonePhoto, photoPath } from '../../support/pictures.ts'

const personalData = createPersonalData(Buffer.alloc(32, 7))
const now = new Date('2026-11-23T02:00:00Z')

let connection: Connection
let people: Colleagues
let server: MailServer
beforeAll(async () => {
  if (!canOwnMailServer) return
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
  server = await ownMailServer()
})
afterAll(async () => {
  await server?.close()
  await connection?.close()
})

let mailboxes = 0
let user: string
let dataDir: string
let logged: unknown[]
let collecting: Collecting
beforeEach(async () => {
  if (!canOwnMailServer) return
  user = `user${(mailboxes += 1)}`
  dataDir = await temporaryDirectory()
  logged = []
  const { db, entering } = connection
  const { photos, letters, tooManyLetters } = createRateLimits(entering.pool, personalData)
  const log = (...words: unknown[]) => void logged.push(words)
  collecting = {
    personalData,
    privacyVersion: '2026-11-22',
    photos: createPhotoIntake({ db, dataDir, store: photosOnDisk(dataDir), limit: photos, log }),
    dataDir,
    limits: { letters, told: tooManyLetters },
    ownAddress: 'wenming@example.cn',
    log,
  }
})

const open = <Result>(use: (mailbox: Mailbox) => Promise<Result>) => withMailbox(server.addressOf(user), use)
const collect = (more: Partial<Collecting> = {}, instead: Partial<Mailbox> = {}) =>
  open(mailbox => collectLetters(connection.db, { ...mailbox, ...instead }, { ...collecting, ...more }, now))
const deliver = async (...letters: (Buffer | string)[]) => {
  for (const one of letters) await server.deliver(user, one)
}
const titled = (title: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('title', '=', title).orderBy('id').execute()
const told = (about: string, id: number) =>
  connection.db
    .selectFrom('message')
    .selectAll()
    .where('about_kind', '=', about)
    .where('about_id', '=', String(id))
    .orderBy('id')
    .execute()
const lastLetter = () =>
  connection.db.selectFrom('mail_letter').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()

describe.skipIf(!canOwnMailServer)('a mailbox', () => {
  test('gives a suggestion for a letter: its words, photos without what the camera wrote, a sealed sender, and one receipt', async () => {
    const jpeg = await phonePhoto()
    await deliver(
      await letter({
        from: '王小明 <Wang@Example.cn>',
        subject: '路灯不亮了',
        text: '大猷街的路灯三天不亮了。',
        attachments: [
          { filename: '路灯.jpg', content: jpeg },
          { filename: '王小明身份证.pdf', content: '%PDF-1.4' },
        ],
      }),
    )
    expect(await collect()).toBe(1)
    const [row] = await titled('路灯不亮了')
    expect(row).toMatchObject({
      source: 'email',
      state: 'received',
      kind: 'advice',
      category: unsorted,
      county: unsorted,
      body: '大猷街的路灯三天不亮了。',
      tell_by: 'email',
      publish_consent: false,
      taken_down_by: null,
      client_id: null,
    })
    expect(personalData.open(row!.email_sealed!, 'suggestion.email_sealed')).toBe('Wang@example.cn')
    expect(personalData.open(row!.name_sealed!, 'suggestion.name_sealed')).toBe('王小明')
    const photo = await connection.db
      .selectFrom('suggestion_photo')
      .selectAll()
      .where('suggestion_id', '=', row!.id)
      .executeTakeFirstOrThrow()
    const stored = await sharp(await readFile(photoPath(dataDir, photo.file, 1280))).metadata()
    expect([stored.format, stored.exif]).toEqual(['webp', undefined])
    expect(await listLeftOut(connection.db, personalData, row!.id)).toEqual(['王小明身份证.pdf'])
    const [receipt, ...more] = await told('suggestion', row!.id)
    expect(more).toEqual([])
    expect(receipt).toMatchObject({
      template: 'suggestion-letter-received',
      channel: 'email',
      facts: { number: row!.number, photos: 1, leftOut: 1 },
    })
    expect(personalData.open(receipt!.secret_sealed!, receipt!.secret_purpose!).replaceAll('-', '')).toBe(
      openCode(personalData, row!.code_sealed),
    )
    expect(JSON.stringify(await connection.db.selectFrom('mail_letter').selectAll().execute())).not.toContain('身份证')
    expect(await server.letters(user)).toEqual([{ seen: true, flagged: false }])
    expect(await collect()).toBe(0)
  })

  test('makes nothing twice, when it is delivered twice or the connection goes after what was written down', async () => {
    const one = await letter({ subject: '只有一件', text: '一次', messageId: '<once@example.cn>' })
    await deliver(one)
    const lost = new Error('the connection is gone')
    await expect(collect({}, { putAway: () => Promise.reject(lost) })).rejects.toBe(lost)
    expect(await server.letters(user)).toEqual([{ seen: false, flagged: false }])
    await deliver(one)
    expect(await collect()).toBe(0)
    expect(await titled('只有一件')).toHaveLength(1)
    expect(await server.letters(user)).toEqual(Array(2).fill({ seen: true, flagged: false }))
    expect(await connection.db.selectFrom('mail_attempt').selectAll().execute()).toEqual([])
  })

  test('leaves two processes at once with one suggestion', async () => {
    await deliver(await letter({ subject: '同时来收', text: '一次' }))
    await Promise.all([collect(), collect()])
    expect(await titled('同时来收')).toHaveLength(1)
    expect(await server.letters(user)).toEqual([{ seen: true, flagged: false }])
  })

  test('passes by what machines wrote, and answers none of it', async () => {
    const automatic = { subject: '自动的信', text: '我不在' }
    await deliver(
      await letter({ ...automatic, headers: { 'Auto-Submitted': 'auto-replied' } }),
      await letter({ ...automatic, headers: { 'List-Id': '<x.example.cn>' } }),
      await letter({ ...automatic, from: 'MAILER-DAEMON@example.cn' }),
      await letter({ ...automatic, from: 'wenming@example.cn' }),
    )
    const before = await connection.db.selectFrom('message').select('id').execute()
    expect(await collect()).toBe(0)
    expect(await titled('自动的信')).toEqual([])
    expect(await connection.db.selectFrom('message').select('id').execute()).toEqual(before)
    expect(await server.letters(user)).toEqual(Array(4).fill({ seen: true, flagged: false }))
  })

  test('keeps for people what one sender sends beyond the limit, and tells the desk once', async () => {
    const { pool } = connection.entering
    const limits = {
      letters: createRateLimit(pool, personalData, { name: 'test-letters', points: 2, seconds: 3600 }),
      told: createRateLimit(pool, personalData, { name: 'test-told', points: 1, seconds: 3600 }),
    }
    for (const text of ['一', '二', '三', '四']) await deliver(await letter({ subject: '很多信', text }))
    await deliver(await letter({ from: 'other@example.cn', subject: '很多信', text: '别人的' }))
    expect(await collect({ limits })).toBe(3)
    const reminders = await connection.db
      .selectFrom('message')
      .select(['to_person_id', 'facts'])
      .where('template', '=', 'letter-left')
      .execute()
    expect(reminders.map(({ to_person_id }) => to_person_id)).toEqual([people.clerk.id, people.secondClerk.id])
    expect(reminders[0]!.facts).toEqual({ why: 'too-many' })
    const [seen, flagged] = [
      { seen: true, flagged: false },
      { seen: true, flagged: true },
    ]
    expect(await server.letters(user)).toEqual([seen, seen, flagged, flagged, seen])
  })

  test('keeps for people what cannot be read, is empty or is too large, each once', async () => {
    await deliver('Subject: no sender\n\ntext', await letter({ subject: '', text: '' }))
    expect(await collect()).toBe(0)
    await deliver(await letter({ subject: '太大', text: '信' }))
    const uids = await open(mailbox => mailbox.listUnseen(9))
    await collect({}, { listUnseen: () => Promise.resolve(uids.map(({ uid }) => ({ uid, size: mostBytes + 1 }))) })
    expect(await titled('太大')).toEqual([])
    expect((await told('letter', (await lastLetter()).id)).map(({ facts }) => facts)).toEqual([
      { why: 'too-large' },
      { why: 'too-large' },
    ])
    expect(await server.letters(user)).toEqual(Array(3).fill({ seen: true, flagged: true }))
    expect(await collect()).toBe(0)
    const counts = await countLetters(connection.db, now)
    expect(counts).toContainEqual({ outcome: 'unreadable', count: 1 })
  })

  test('tries a letter that fails five times, takes the next one all the same, and then keeps it for people', async () => {
    const { db } = connection
    await sql`
      CREATE FUNCTION refuse_bad_title() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.title = '收不进来' THEN RAISE EXCEPTION 'planted'; END IF; RETURN NEW; END $$`.execute(db)
    await sql`CREATE TRIGGER refuse_bad_title BEFORE INSERT ON suggestion FOR EACH ROW EXECUTE FUNCTION refuse_bad_title()`.execute(
      db,
    )
    await deliver(
      await letter({ subject: '收不进来', text: '坏' }),
      await letter({ from: 'li@example.cn', subject: '后面的信', text: '好' }),
    )
    expect(await collect()).toBe(1)
    expect(await server.letters(user)).toEqual([
      { seen: false, flagged: false },
      { seen: true, flagged: false },
    ])
    for (let turn = 1; turn < mostAttempts; turn += 1) await collect()
    expect(logged).toHaveLength(mostAttempts)
    expect((await server.letters(user))[0]).toEqual({ seen: true, flagged: true })
    expect(await lastLetter()).toMatchObject({ outcome: 'unreadable' })
    await collect()
    expect(logged).toHaveLength(mostAttempts)
    await sql`DROP TRIGGER refuse_bad_title ON suggestion`.execute(db)
  })

  test('that cannot be reached is said once, stands in the state, and goes on where it was', async () => {
    const { db } = connection
    await deliver(await letter({ subject: '停机前的信', text: '等着' }))
    const turn = () => takeTurn(db, { ...collecting, address: server.addressOf(user) }, now)
    await server.stop()
    await turn()
    await turn()
    expect(logged).toHaveLength(1)
    expect(await findState(db)).toMatchObject({ failing_since: now, last_error: expect.stringMatching(/ECONNREFUSED/) })
    await server.start()
    // A mail server that has just begun may not have looked into its folders yet.
    await expect
      .poll(
        async () => {
          await turn()
          return titled('停机前的信')
        },
        { timeout: 20_000 },
      )
      .toHaveLength(1)
    expect(logged).toHaveLength(3)
    expect(await findState(db)).toMatchObject({ failing_since: null, reached_at: now })
    // A password that is wrong is no address that is told.
    await takeTurn(db, { ...collecting, address: server.addressOf(user).replace('secret', 'wrong') }, now)
    expect((await findState(db))!.last_error).not.toMatch(/wrong|secret|@/)
  })
})

describe.skipIf(!canOwnMailServer)('what came by e-mail', () => {
  const arrive = async (subject: string) => {
    await deliver(
      await letter({
        from: `${user}@example.cn`,
        subject,
        text: '正文',
        attachments: [{ filename: '附件.doc', content: 'x' }],
      }),
    )
    await collect()
    return (await titled(subject))[0]!
  }

  test('goes nowhere before the desk has said what it is about, and then as any other', async () => {
    const { db } = connection
    const { number, id } = await arrive('没有分类')
    expect(await makeMove(db, acceptance, number, {}, people.clerk, now)).toEqual({ refused: 'unsorted' })
    await expect(
      db.updateTable('suggestion').set({ state: 'accepted', accepted_at: now }).where('id', '=', id).execute(),
    ).rejects.toThrow('suggestion_sorted')
    const sorted = { kind: 'advice' as const, title: '没有分类', category: 'noise', county: '331102', place: '' }
    expect(await makeMove(db, correction, number, sorted, people.clerk, now)).toEqual({ number })
    expect(await makeMove(db, acceptance, number, {}, people.clerk, now)).toEqual({ number })
  })

  test('may be declined as it is, and of a forgotten author the names of attachments go too', async () => {
    const { db } = connection
    const { number, id } = await arrive('不归我们管')
    expect(await listLeftOut(db, personalData, id)).toEqual(['附件.doc'])
    const declined = { reason: 'not-ours' as const, words: '请向有关部门反映这件事情。' }
    expect(await makeMove(db, declination, number, declined, people.clerk, now)).toEqual({ number })
    expect(
      await makeMove(db, forgetting, number, { confirm: `${user}@example.cn` }, 'author', now, { personalData }),
    ).toEqual({ number })
    expect(await listLeftOut(db, personalData, id)).toEqual([])
  })

  test('stays unsorted by no other way in', async () => {
    const { id } = await arrive('别的来源')
    await expect(
      connection.db.updateTable('suggestion').set({ source: 'web' }).where('id', '=', id).execute(),
    ).rejects.toThrow('suggestion_sorted')
  })
})
