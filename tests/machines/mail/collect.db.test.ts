import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { mostAttempts } from '#machines/mail/collect.ts'
import { countLetters } from '#machines/mail/letters.ts'
import { mostBytes } from '#machines/mail/mailbox.ts'
import { findState } from '#machines/mail/state.ts'
import { takeTurn } from '#machines/mail/turn.ts'
import { openCode } from '#suggestions/code.ts'
import { listLeftOut } from '#suggestions/left-out.ts'
import { unsorted } from '#suggestions/unsorted.ts'
import { createRateLimit } from '#web/rate-limit.ts'
import { letter } from '../../support/letters.ts'
import { canOwnMailServer } from '../../support/mail-server.ts'
import { phonePhoto, photoPath } from '../../support/pictures.ts'
import { now, personalData, testMailbox } from '../../support/mailbox.ts'

const mailbox = testMailbox()
const { collect, deliver, open, titled } = mailbox
const told = (about: string, id: number) =>
  mailbox.connection.db
    .selectFrom('message')
    .selectAll()
    .where('about_kind', '=', about)
    .where('about_id', '=', String(id))
    .orderBy('id')
    .execute()
const lastLetter = () =>
  mailbox.connection.db.selectFrom('mail_letter').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()

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
    const photo = await mailbox.connection.db
      .selectFrom('suggestion_photo')
      .selectAll()
      .where('suggestion_id', '=', row!.id)
      .executeTakeFirstOrThrow()
    const stored = await sharp(await readFile(photoPath(mailbox.dataDir, photo.file, 1280))).metadata()
    expect([stored.format, stored.exif]).toEqual(['webp', undefined])
    expect(await listLeftOut(mailbox.connection.db, personalData, row!.id)).toEqual(['王小明身份证.pdf'])
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
    expect(JSON.stringify(await mailbox.connection.db.selectFrom('mail_letter').selectAll().execute())).not.toContain(
      '身份证',
    )
    expect(await mailbox.server.letters(mailbox.user)).toEqual([{ seen: true, flagged: false }])
    expect(await collect()).toBe(0)
  })

  test('makes nothing twice, when it is delivered twice or the connection goes after what was written down', async () => {
    const one = await letter({ subject: '只有一件', text: '一次', messageId: '<once@example.cn>' })
    await deliver(one)
    const lost = new Error('the connection is gone')
    await expect(collect({}, { putAway: () => Promise.reject(lost) })).rejects.toBe(lost)
    expect(await mailbox.server.letters(mailbox.user)).toEqual([{ seen: false, flagged: false }])
    await deliver(one)
    expect(await collect()).toBe(0)
    expect(await titled('只有一件')).toHaveLength(1)
    expect(await mailbox.server.letters(mailbox.user)).toEqual(Array(2).fill({ seen: true, flagged: false }))
    expect(await mailbox.connection.db.selectFrom('mail_attempt').selectAll().execute()).toEqual([])
  })

  test('leaves two processes at once with one suggestion', async () => {
    await deliver(await letter({ subject: '同时来收', text: '一次' }))
    await Promise.all([collect(), collect()])
    expect(await titled('同时来收')).toHaveLength(1)
    expect(await mailbox.server.letters(mailbox.user)).toEqual([{ seen: true, flagged: false }])
  })

  test('passes by what machines wrote, and answers none of it', async () => {
    const automatic = { subject: '自动的信', text: '我不在' }
    await deliver(
      await letter({ ...automatic, headers: { 'Auto-Submitted': 'auto-replied' } }),
      await letter({ ...automatic, headers: { 'List-Id': '<x.example.cn>' } }),
      await letter({ ...automatic, from: 'MAILER-DAEMON@example.cn' }),
      await letter({ ...automatic, from: 'wenming@example.cn' }),
    )
    const before = await mailbox.connection.db.selectFrom('message').select('id').execute()
    expect(await collect()).toBe(0)
    expect(await titled('自动的信')).toEqual([])
    expect(await mailbox.connection.db.selectFrom('message').select('id').execute()).toEqual(before)
    expect(await mailbox.server.letters(mailbox.user)).toEqual(Array(4).fill({ seen: true, flagged: false }))
  })

  test('keeps for people what one sender sends beyond the limit, and tells the desk once', async () => {
    const { pool } = mailbox.connection.entering
    const limits = {
      letters: createRateLimit(pool, personalData, { name: 'test-letters', points: 2, seconds: 3600 }),
      told: createRateLimit(pool, personalData, { name: 'test-told', points: 1, seconds: 3600 }),
    }
    for (const text of ['一', '二', '三', '四']) await deliver(await letter({ subject: '很多信', text }))
    await deliver(await letter({ from: 'other@example.cn', subject: '很多信', text: '别人的' }))
    expect(await collect({ limits })).toBe(3)
    const reminders = await mailbox.connection.db
      .selectFrom('message')
      .select(['to_person_id', 'facts'])
      .where('template', '=', 'letter-left')
      .execute()
    expect(reminders.map(({ to_person_id }) => to_person_id)).toEqual([
      mailbox.people.clerk.id,
      mailbox.people.secondClerk.id,
    ])
    expect(reminders[0]!.facts).toEqual({ why: 'too-many' })
    const [seen, flagged] = [
      { seen: true, flagged: false },
      { seen: true, flagged: true },
    ]
    expect(await mailbox.server.letters(mailbox.user)).toEqual([seen, seen, flagged, flagged, seen])
  })

  test('keeps for people what cannot be read, is empty or is too large, each once', async () => {
    await deliver('Subject: no sender\n\ntext', await letter({ subject: '', text: '' }))
    expect(await collect()).toBe(0)
    await deliver(await letter({ subject: '太大', text: '信' }))
    const uids = await open(one => one.listUnseen(9))
    await collect({}, { listUnseen: () => Promise.resolve(uids.map(({ uid }) => ({ uid, size: mostBytes + 1 }))) })
    expect(await titled('太大')).toEqual([])
    expect((await told('letter', (await lastLetter()).id)).map(({ facts }) => facts)).toEqual([
      { why: 'too-large' },
      { why: 'too-large' },
    ])
    expect(await mailbox.server.letters(mailbox.user)).toEqual(Array(3).fill({ seen: true, flagged: true }))
    expect(await collect()).toBe(0)
    const counts = await countLetters(mailbox.connection.db, now)
    expect(counts).toContainEqual({ outcome: 'unreadable', count: 1 })
  })

  test('tries a letter that fails five times, takes the next one all the same, and then keeps it for people', async () => {
    const { db } = mailbox.connection
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
    expect(await mailbox.server.letters(mailbox.user)).toEqual([
      { seen: false, flagged: false },
      { seen: true, flagged: false },
    ])
    for (let turn = 1; turn < mostAttempts; turn += 1) await collect()
    expect(mailbox.logged).toHaveLength(mostAttempts)
    expect((await mailbox.server.letters(mailbox.user))[0]).toEqual({ seen: true, flagged: true })
    expect(await lastLetter()).toMatchObject({ outcome: 'unreadable' })
    await collect()
    expect(mailbox.logged).toHaveLength(mostAttempts)
    await sql`DROP TRIGGER refuse_bad_title ON suggestion`.execute(db)
  })

  test('that cannot be reached is said once, stands in the state, and goes on where it was', async () => {
    const { db } = mailbox.connection
    await deliver(await letter({ subject: '停机前的信', text: '等着' }))
    const turn = () => takeTurn(db, { ...mailbox.collecting, address: mailbox.server.addressOf(mailbox.user) }, now)
    await mailbox.server.stop()
    await turn()
    await turn()
    expect(mailbox.logged).toHaveLength(1)
    expect(await findState(db)).toMatchObject({ failing_since: now, last_error: expect.stringMatching(/ECONNREFUSED/) })
    await mailbox.server.start()
    // A mail server that has just begun may not have looked into its folders yet.
    await expect
      .poll(
        async () => {
          await turn()
          return titled('停机前的信')
        },
        { timeout: 60_000 },
      )
      .toHaveLength(1)
    expect(mailbox.logged).toHaveLength(3)
    expect(await findState(db)).toMatchObject({ failing_since: null, reached_at: now })
    // A password that is wrong is no address that is told.
    await takeTurn(
      db,
      { ...mailbox.collecting, address: mailbox.server.addressOf(mailbox.user).replace('secret', 'wrong') },
      now,
    )
    expect((await findState(db))!.last_error).not.toMatch(/wrong|secret|@/)
  })
})
