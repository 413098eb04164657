import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { fileApplication, findCase, listApplications, listNoticed, maySee } from '#honours/applications.ts'
import { findOpenMatters } from '#honours/facts.ts'
import { applicationForm } from '#honours/form.ts'
import { offeredOf } from '#honours/move.ts'
import { answer } from '#honours/moves/answer.ts'
import { award } from '#honours/moves/award.ts'
import { declination } from '#honours/moves/declination.ts'
import { honourMoves } from '#honours/moves/index.ts'
import { notice } from '#honours/moves/notice.ts'
import { withdrawal } from '#honours/moves/withdrawal.ts'
import { applicationWords as words } from '#honours/words.ts'
import { objectorSealedAs } from '#objections/objections.ts'
import { objectionWords as said } from '#objections/words.ts'
import { addColleagues, bringTo } from '../support/course.ts'
import { afterwards, batch, honourDesk, now, personalData, until } from '../support/honouring.ts'

describe('an application for an honour', () => {
  const { connection, people, written, refused, filed, press, noticed, objection, say } = honourDesk()

  test('goes from its unit over the notice to the award, and each step leaves its event', async () => {
    const id = await noticed()
    expect(await press(award, id, batch, people.supervisor, afterwards)).toEqual({})
    const { application } = (await findCase(connection.db, id))!
    expect(application).toMatchObject({ state: 'awarded', ...batch, awarded_on: '2026-12-01', notice_until: until })
    const events = await connection.db
      .selectFrom('event')
      .select('action')
      .where('object_kind', '=', 'honour')
      .where('object_id', '=', String(id))
      .orderBy('id')
      .execute()
    expect(events.map(({ action }) => action)).toEqual(['honour.filed', 'honour.noticed', 'honour.awarded'])
  })

  test('is filed by an officer of its unit alone, once, and not again while it is open', async () => {
    const { db } = connection
    const form = written()
    const first = await fileApplication(db, form, people.officer, now)
    expect(await fileApplication(db, form, people.officer, now)).toEqual(first)
    expect(await refused(fileApplication(db, written(), people.outsider, now))).toBe(words.notYourUnit)
    const again = { ...form, request_key: randomUUID() }
    expect(await refused(fileApplication(db, again, people.officer, now))).toBe(words.already)
    const { id } = first as { id: number }
    expect(await press(declination, id, { words: '楼道还有堆物。' }, people.clerk)).toEqual({})
    expect(await fileApplication(db, again, people.officer, now)).toHaveProperty('id')
  })

  test.each([
    [{ kind: 'residence', management: undefined }, ['management']],
    [{ kind: 'school', management: 'none' }, ['management']],
    [{ kind: 'school', management: undefined }, []],
    [{ kind: 'family', management: undefined }, ['kind']],
  ])('with %j has faults at %j', (more, expected) => {
    const result = applicationForm.safeParse(written(more))
    expect(result.error?.issues.map(({ path }) => path[0]) ?? []).toEqual(expected)
  })

  test('is on notice for five working days at least, and not for months', async () => {
    const id = await filed()
    expect(await refused(press(notice, id, { until: '2026-11-29', looked: false }, people.clerk))).toBe(
      said.tooShort(5, '2026年11月30日'),
    )
    expect(await refused(press(notice, id, { until: '2027-01-23', looked: false }, people.clerk))).toBe(said.tooLong)
    expect(await press(notice, id, { until, looked: false }, people.clerk)).toEqual({})
    const shownOn = async (day: string) => (await listNoticed(connection.db, day)).some(row => row.id === id)
    expect([await shownOn('2026-11-22'), await shownOn('2026-11-23'), await shownOn(until)]).toEqual([
      false,
      true,
      true,
    ])
    expect(await shownOn('2026-12-01')).toBe(false)
  })

  test('is objected to on its days alone; name and number are sealed, and forgotten when it is decided', async () => {
    const { db } = connection
    expect(await refused(say(await filed()))).toBe(said.public.over)
    const id = await noticed()
    const form = objection()
    expect(await say(id, now, form)).toEqual({})
    expect(await say(id, now, form)).toEqual({})
    expect(await refused(say(id, afterwards))).toBe(said.public.over)
    const [first, ...others] = (await findCase(db, id))!.objections
    expect(others).toEqual([])
    expect(JSON.stringify(first)).not.toContain(form.name)
    expect(personalData.open(first!.name_sealed!, objectorSealedAs.name)).toBe(form.name)
    expect(await press(declination, id, { words: '查实有堆物。' }, people.clerk)).toEqual({})
    expect((await findCase(db, id))!.objections[0]).toMatchObject({
      words: form.words,
      name_sealed: null,
      contact_sealed: null,
    })
  })

  test('is not awarded before its notice is over, with an open objection, or by who put it on notice', async () => {
    const { db } = connection
    const id = await noticed()
    const lastMoment = new Date('2026-11-30T15:59:59Z')
    expect(await refused(press(award, id, batch, people.supervisor, lastMoment))).toBe(
      said.award.tooEarly('2026年11月30日'),
    )
    await say(id)
    expect(await refused(press(award, id, batch, people.supervisor, afterwards))).toBe(said.award.unanswered)
    await expect(
      db
        .updateTable('honour_application')
        .set({ ...batch, state: 'awarded', ended_by: people.supervisor.id, ended_at: now, awarded_on: '2026-12-01' })
        .where('id', '=', id)
        .execute(),
    ).rejects.toThrow(/is not answered/)
    const objectionId = (await findCase(db, id))!.objections[0]!.id
    const reply = { objection: String(objectionId), words: '已经清走，连查三晚。', looked: false }
    expect(await press(answer, id, reply, people.clerk)).toEqual({})
    expect(await refused(press(answer, id, reply, people.clerk))).toBe(said.nothingToAnswer)
    expect(await refused(press(award, id, batch, people.both, afterwards))).toBe(said.award.sameHand)
    expect(await press(award, id, batch, people.supervisor, afterwards)).toEqual({})
  })

  test('sent twice at the same moment is one, and its name with a blank in it is the same name', async () => {
    const { db } = connection
    const form = written({ title: '测试花园Ａ' })
    const [first, second] = await Promise.all([
      fileApplication(db, form, people.officer, now),
      fileApplication(db, form, people.officer, now),
    ])
    expect(first).toHaveProperty('id')
    expect(second).toEqual(first)
    for (const title of ['测试 花园A', '测试花园a', '測試花園A'])
      expect(await refused(fileApplication(db, written({ title }), people.officer, now))).toBe(words.already)
  })

  test('is put on notice with what may be a name once the clerk has read it, and never with a number', async () => {
    const { db } = connection
    const putUp = async (reasons: string, looked: boolean) => {
      const id = await filed()
      await db.updateTable('honour_application').set({ reasons }).where('id', '=', id).execute()
      return refused(press(notice, id, { until, looked }, people.clerk))
    }
    const named = '楼长王女士每天巡查，楼道没有堆物。'
    expect(await putUp(named, false)).toContain('王女士')
    expect(await putUp(named, true)).toBeUndefined()
    expect(await putUp('有事请打13912345678。', true)).toContain('13912345678')
  })

  test('is answered for without saying who objected', async () => {
    const id = await noticed()
    const form = objection()
    await say(id, now, form)
    const objectionId = String((await findCase(connection.db, id))!.objections[0]!.id)
    const reply = (said: string) => ({ objection: objectionId, words: `${said}提的车已经清走。`, looked: true })
    for (const said of [form.name, '139 1234 5678'])
      expect(await refused(press(answer, id, reply(said), people.clerk))).toMatch(/请删去/)
    expect(await press(answer, id, reply('居民'), people.clerk)).toEqual({})
  })

  test('is taken back by its own unit alone, and an ended one is moved by nobody', async () => {
    const id = await noticed()
    expect(await refused(press(withdrawal, id, {}, people.outsider))).toBe(words.unknown)
    expect(await refused(press(withdrawal, id, {}, people.clerk))).toBe(words.notYours)
    expect(await press(withdrawal, id, {}, people.officer)).toEqual({})
    const found = (await findCase(connection.db, id))!
    for (const person of Object.values(people))
      expect(offeredOf(honourMoves, found, { person, now: afterwards, personalData })).toEqual([])
    expect(await refused(press(declination, id, { words: '不够条件。' }, people.clerk))).toBe(words.moves.ended)
  })

  test('is seen by the office and its unit; editors see what was awarded', async () => {
    const { db } = connection
    const open = (await findCase(db, await filed()))!.application
    const awarded = await noticed()
    await press(award, awarded, batch, people.supervisor, afterwards)
    const done = (await findCase(db, awarded))!.application
    const who = ['clerk', 'officer', 'outsider', 'supervisor', 'editor'] as const
    expect(who.map(name => maySee(people[name], open))).toEqual([true, true, false, true, false])
    expect(who.map(name => maySee(people[name], done))).toEqual([true, true, false, true, true])
    for (const name of who) {
      const listed = await listApplications(db, people[name])
      expect(listed.every(row => maySee(people[name], row))).toBe(true)
      expect(listed.some(({ id }) => id === awarded)).toBe(maySee(people[name], done))
    }
  })

  test('shows the office what is open at the place, by every name of it', async () => {
    const { db } = connection
    const colleagues = await addColleagues(db)
    await bringTo(db, 'accepted', colleagues, now)
    await bringTo(db, 'closed', colleagues, now)
    const at = (names: string[]) => findOpenMatters(db, { county: '331102', names })
    expect(await at(['大猷街'])).toMatchObject({ total: 1, rows: [{ title: '大猷街盲道上停满电动车' }] })
    expect((await at(['没有这里', '解放街路口'])).total).toBe(1)
    expect((await at(['没有这里'])).total).toBe(0)
  })
})
