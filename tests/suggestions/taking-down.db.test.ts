import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { codeSealedAs, openCode } from '#suggestions/code.ts'
import { setDeadline } from '#suggestions/clocks/settings.ts'
import { makeMove } from '#suggestions/course.ts'
import { correction } from '#suggestions/moves/correction.ts'
import { forgetting } from '#suggestions/moves/forgetting.ts'
import { findByPerson } from '#suggestions/by-person.ts'
import { forgetLooks, look } from '#suggestions/looking.ts'
import { hashNames } from '#suggestions/hash-names.ts'
import { listQueue } from '#suggestions/queue.ts'
import { removeFilter, saveFilter } from '#suggestions/saved-filters.ts'
import { taking } from '#suggestions/moves/taking.ts'
import { takeDown } from '#suggestions/suggestions.ts'
import { takingDownForm } from '#suggestions/taking-down-form.ts'
import { takingDownWords } from '#suggestions/taking-down-words.ts'
import { listHistory } from '#suggestions/timeline.ts'
import { note } from '#suggestions/moves/note.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { addColleagues, bringTo, type Colleagues, receive, withKey, written } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { plainSuggestion } from '../support/suggestion.ts'

const lishui = (text: string) => new Date(`${text.replace(' ', 'T')}+08:00`)
const monday = lishui('2026-11-23 10:00')
const personalData = createPersonalData(Buffer.alloc(32, 7))
const receiving = { personalData, now: monday, privacyVersion: '2026-11-22' }

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

const { privacy_consent: _consent, ...plain } = plainSuggestion()
const spoken = (more: Record<string, unknown> = {}) => ({ ...plain, source: 'phone', ...more, ...withKey() })
const takeIn = (more: Record<string, unknown> = {}) => {
  const { photos: _photos, ...input } = takingDownForm.parse(spoken(more))
  return takeDown(connection.db, input, [], people.clerk, receiving)
}
const row = (number: string) =>
  connection.db.selectFrom('suggestion').selectAll().where('number', '=', number).executeTakeFirstOrThrow()
const faultsOf = (more: Record<string, unknown>) =>
  takingDownForm.safeParse(spoken(more)).error?.issues.map(({ path, message }) => [path[0], message]) ?? []

describe('what a clerk writes down', () => {
  test('is the suggestion of its author: source, clerk and wish stand with it, and its code opens it', async () => {
    const taken = await takeIn({ source: 'visit', wishes_anonymity: true })
    if ('refused' in taken) throw new Error(taken.refused)
    const kept = await row(taken.number)
    expect(kept).toMatchObject({
      source: 'visit',
      taken_down_by: people.clerk.id,
      wishes_anonymity: true,
      phone_sealed: null,
    })
    expect(openCode(personalData, kept.code_sealed)).toBe(taken.code)
    const events = await connection.db
      .selectFrom('event')
      .select(['action', 'actor_id'])
      .where('object_kind', '=', 'suggestion')
      .where('object_id', '=', String(kept.id))
      .execute()
    expect(events).toEqual([{ action: 'suggestion.taken-down', actor_id: people.clerk.id }])
  })

  test('sends its code to a phone that was read back, once and only when asked; sent twice it is one', async () => {
    const more = { phone: '13800001234', told: true, send_code: true, ...withKey() }
    const { photos: _photos, ...input } = takingDownForm.parse({ ...spoken(more), request_key: more.request_key })
    const sent = () => takeDown(connection.db, input, [], people.clerk, receiving)
    const [first, again] = [await sent(), await sent()]
    expect(again).toEqual(first)
    const { id } = await row((first as { number: string }).number)
    const messages = await connection.db
      .selectFrom('message')
      .select(['template', 'channel', 'secret_purpose'])
      .where('about_id', '=', String(id))
      .execute()
    expect(messages).toEqual([{ template: 'suggestion-received', channel: 'sms', secret_purpose: codeSealedAs }])
  })

  test('asks for what the citizen’s form asks, and for nothing that a caller does not have', () => {
    expect(faultsOf({ name: undefined, phone: undefined })).toEqual([])
    expect(faultsOf({ name: '吴女士' })).toEqual([['told', takingDownWords.told.missing]])
    expect(faultsOf({ send_code: true })).toEqual([['send_code', takingDownWords.sendCode.noMobile]])
    expect(faultsOf({ source: undefined, place: undefined }).map(([field]) => field)).toEqual(['source', 'place'])
  })

  test('cannot claim a way that it did not come by: SQL asks who wrote it down', async () => {
    const number = await receive(connection.db, monday)
    const claim = (change: object) =>
      connection.db.updateTable('suggestion').set(change).where('number', '=', number).execute()
    await expect(claim({ source: 'phone' })).rejects.toThrow('suggestion_taken_down')
    await expect(claim({ source: 'fax' })).rejects.toThrow('suggestion_source')
  })
})

describe('a correction', () => {
  const right = { kind: 'problem' as const, title: '路灯不亮', category: 'noise', county: '331102', place: '大猷街' }
  const correct = (number: string, more: object = {}) =>
    makeMove(connection.db, correction, number, { ...right, ...more }, people.clerk, monday, {
      sayChoice: code => `〔${code}〕`,
    })

  test('is told in words before and after, and the deadline that runs follows the new category', async () => {
    const { db } = connection
    await setDeadline(
      db,
      { step: 'answer', level: null, kind: null, category: 'noise', allowance: { workingDays: 1 } },
      people.admin,
      monday,
    )
    const number = await bringTo(db, 'handed-over', people, monday, { kind: 'advice' })
    const before = await row(number)
    expect(await correct(number)).toEqual({ number })
    const after = await row(number)
    expect(after).toMatchObject(right)
    expect(after.due_at!.getTime()).toBeLessThan(before.due_at!.getTime())
    expect(after.due_at).toEqual(lishui('2026-11-24 17:30'))
    const history = await listHistory(db, after.id, { forOffice: true, nameOf: String, letterPrefix: '' })
    const line = history.find(({ action }) => action === 'suggestion.corrected')!
    expect(JSON.stringify(line)).toContain('类别：〔bicycle-parking〕 → 〔noise〕')
    expect(JSON.stringify(line)).toContain('一句话说明：大猷街盲道上停满电动车 → 路灯不亮')
    expect(await correct(number)).toEqual({ refused: 'nothing-changed' })
  })

  test('keeps what the author wrote out of the trail, and comes too late for what is closed', async () => {
    const { db } = connection
    const number = await receive(db, monday)
    await correct(number, { title: '只给办公室看的话' })
    const { id } = await row(number)
    const { detail } = await db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', 'suggestion.corrected')
      .where('object_id', '=', String(id))
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(detail)).not.toContain('只给办公室看的话')
    expect(detail).toMatchObject({ before: { category: 'bicycle-parking' }, after: { category: 'noise' } })
    expect(await correct(await bringTo(db, 'closed', people, monday))).toMatchObject({ refused: 'wrong-state' })
  })
})

describe('the desk finds', () => {
  test('who sent it by whole phone or whole name, with an event, until it is forgotten', async () => {
    const { db } = connection
    const taken = await takeIn({ name: '欧阳 小春', phone: '13900007777', told: true })
    const { number } = taken as { number: string }
    const found = async (who: string) =>
      (await findByPerson(db, personalData, who, people.clerk, monday)).map(row => row.number)
    expect([await found('139 0000 7777'), await found('欧阳小春'), await found('欧阳')]).toEqual([
      [number],
      [number],
      [],
    ])
    const events = await db
      .selectFrom('event')
      .select('detail')
      .where('action', '=', 'suggestions.looked-up-by-person')
      .execute()
    expect(events.map(({ detail }) => detail)).toEqual([
      { by: 'phone', count: 1 },
      { by: 'name', count: 1 },
      { by: 'name', count: 0 },
    ])
    await db.updateTable('suggestion').set({ name_hash: null }).where('number', '=', number).execute()
    expect(await hashNames(db, personalData)).toBe(1)
    expect(await found('欧阳小春')).toEqual([number])
    await makeMove(db, forgetting, number, { confirm: '13900007777' }, 'author', monday, {
      personalData,
      proof: 'code',
    })
    expect([await found('13900007777'), await found('欧阳小春')]).toEqual([[], []])
  })

  test('words in answers and, for the office alone, in notes', async () => {
    const { db } = connection
    const number = await bringTo(db, 'signed-for', people, monday)
    await makeMove(db, note, number, { note: '示例备注：爱讲丽水话', ...withKey() }, people.clerk, monday)
    await makeMove(db, answer, number, written('已加装减速带。', '示例'), people.lead, monday)
    const found = async (words: string, within: 'answers' | 'notes', who = people.clerk) =>
      (await listQueue(db, { view: 'all', words, within }, who, { limit: 10, now: monday })).rows.map(row => row.number)
    expect(await found('减速带', 'answers')).toEqual([number])
    expect(await found('减速带', 'notes')).toEqual([])
    expect(await found('丽水话', 'notes')).toEqual([number])
    expect(await found('减速带', 'answers', people.lead)).toEqual([number])
    expect(await found('丽水话', 'notes', people.lead)).toEqual([])
  })

  test('what a clerk has taken over, until another takes it', async () => {
    const { db } = connection
    const number = await receive(db, monday)
    const mine = async (who: (typeof people)['clerk']) =>
      (await listQueue(db, { view: 'open', owner: 'me' }, who, { limit: 10, now: monday })).rows.map(row => row.number)
    await makeMove(db, taking, number, {}, people.clerk, monday)
    expect([await mine(people.clerk), await mine(people.secondClerk)]).toEqual([[number], []])
    await makeMove(db, taking, number, {}, people.secondClerk, monday)
    expect([await mine(people.clerk), await mine(people.secondClerk)]).toEqual([[], [number]])
  })
})

test('who opened it in the last ten minutes is told to others, and forgotten after', async () => {
  const { db } = connection
  const { id } = await row(await receive(db, monday))
  const at = (minutes: number) => new Date(monday.getTime() + minutes * 60_000)
  expect(await look(db, id, people.clerk.id, monday)).toEqual([])
  expect(await look(db, id, people.secondClerk.id, at(9))).toEqual([{ name: people.clerk.name, at: monday }])
  expect(await look(db, id, people.secondClerk.id, at(11))).toEqual([])
  await forgetLooks(db, at(12))
  expect(await db.selectFrom('looking').select('person_id').execute()).toEqual([{ person_id: people.secondClerk.id }])
})

test('somebody keeps twenty filters of their own, and removes no other’s', async () => {
  const { db } = connection
  const save = (name: string) => saveFilter(db, people.clerk.id, { name, query: 'state=open' })
  for (let at = 1; at <= 20; at++) expect(await save(`条件${at}`)).toEqual({ name: `条件${at}` })
  expect(await save('条件21')).toEqual({ refused: 'too-many' })
  expect(await save('条件20')).toEqual({ name: '条件20' })
  const { id } = await db.selectFrom('saved_filter').select('id').executeTakeFirstOrThrow()
  expect([await removeFilter(db, people.secondClerk.id, id), await removeFilter(db, people.clerk.id, id)]).toEqual([
    false,
    true,
  ])
})
