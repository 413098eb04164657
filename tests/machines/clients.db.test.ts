import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { addClient, findClient, findClientByKey, renewKey, revokeClient } from '#machines/clients.ts'
import { setWebhook } from '#machines/webhooks.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { findDeskSuggestion } from '#suggestions/desk.ts'
import { addTestClient, sendAs } from '../support/clients.ts'
import { addColleagues, bringOn, type Colleague, type Colleagues, receive } from '../support/course.ts'
import { openTestDatabase } from '../support/database.ts'
import { dataKey } from '../support/server.ts'
import { personalData } from '../support/volunteering.ts'

const now = new Date('2026-11-24T02:00:00Z')
/** What sealed the suggestions of the helpers. */
const ofTheServers = createPersonalData(dataKey)
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

let connection: Connection
let people: Colleagues
beforeAll(async () => {
  connection = await openTestDatabase()
  people = await addColleagues(connection.db)
})
afterAll(() => connection.close())

test('a key opens its own client alone, and stands nowhere', async () => {
  const { db } = connection
  const [one, two] = [await addTestClient(db, people.admin, now), await addTestClient(db, people.admin, now)]
  expect(await findClientByKey(db, one.key, now)).toMatchObject({ id: one.id })
  expect(await findClientByKey(db, two.key, now)).toMatchObject({ id: two.id })
  for (const wrong of ['', 'lw_', one.key.slice(1), `${one.key}x`, one.key.toUpperCase()])
    expect(await findClientByKey(db, wrong, now)).toBeUndefined()
  const rows = JSON.stringify([
    await db.selectFrom('client').selectAll().execute(),
    await db.selectFrom('event').selectAll().execute(),
  ])
  expect(rows).not.toContain(one.key)
  expect(rows).not.toContain('13900000000')
  expect(await findClient(db, personalData, one.id)).toMatchObject({ contact: '13900000000' })
})

test('another key ends the one before, and so does the end of the client with all that it was told', async () => {
  const { db } = connection
  const { id, key } = await addTestClient(db, people.admin, now)
  const renewed = await renewKey(db, id, people.admin, now)
  if ('refused' in renewed) throw new Error()
  expect(await findClientByKey(db, key, now)).toBeUndefined()
  expect(await findClientByKey(db, renewed.key, now)).toMatchObject({ id })
  await setWebhook(db, personalData, id, 'https://example.cn/', people.admin, now)
  await sendAs(db, { id }, now)
  await revokeClient(db, id, people.admin, now)
  expect(await findClientByKey(db, renewed.key, now)).toBeUndefined()
  expect(await db.selectFrom('webhook').where('client_id', '=', id).selectAll().execute()).toEqual([])
  const left = await db.selectFrom('webhook_delivery').where('client_id', '=', id).selectAll().execute()
  expect(left.map(({ next_at, failed_at }) => [next_at, failed_at])).toEqual([[null, now]])
  for (const again of [
    await revokeClient(db, id, people.admin, now),
    await renewKey(db, id, people.admin, now),
    await setWebhook(db, personalData, id, 'https://example.cn/', people.admin, now),
  ])
    expect(again).toEqual({ refused: 'unknown' })
})

test('two clients in use never have one name; when the first has ended the name is free', async () => {
  const { db } = connection
  const client = { name: '浙里办', contact: '0578-2090000', may: ['send' as const] }
  const add = () => addClient(db, personalData, client, people.admin, now)
  const [first, second] = await Promise.all([add(), add()])
  const both = [first, second]
  expect(both.filter(one => 'refused' in one)).toEqual([{ refused: 'name-taken' }])
  const { id } = both.find(one => 'id' in one) as { id: number }
  await revokeClient(db, id, people.admin, now)
  expect(await add()).toHaveProperty('key')
})

test('when it was last used is written once a minute', async () => {
  const { db } = connection
  const { id, key } = await addTestClient(db, people.admin, now)
  const usedAt = async () => (await findClient(db, personalData, id))?.last_used_at
  expect(await usedAt()).toBeNull()
  await findClientByKey(db, key, now)
  await findClientByKey(db, key, later(0.5))
  expect(await usedAt()).toEqual(now)
  await findClientByKey(db, key, later(2))
  expect(await usedAt()).toEqual(later(2))
})

test('the office reads which client sent a suggestion; the unit that has it does not', async () => {
  const { db } = connection
  const added = await addClient(
    db,
    personalData,
    { name: '浙里办文明版块', contact: '1', may: ['send'] },
    people.admin,
    now,
  )
  if ('refused' in added) throw new Error(added.refused)
  const number = await sendAs(db, added, now)
  await bringOn(db, number, 'handed-over', people, now)
  const seenBy = async (viewer: Colleague) => findDeskSuggestion(db, ofTheServers, number, viewer)
  expect((await seenBy(people.clerk))?.office?.client).toBe('浙里办文明版块')
  expect((await seenBy(people.supervisor))?.office?.client).toBe('浙里办文明版块')
  const officers = await seenBy(people.lead)
  expect(officers?.source).toBe('open311')
  expect(JSON.stringify(officers)).not.toContain('浙里办')
  expect(officers).not.toHaveProperty('client_id')
  expect(
    (await findDeskSuggestion(db, ofTheServers, await receive(db, now), people.clerk))?.office?.client,
  ).toBeUndefined()
})
