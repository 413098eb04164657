import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { checkVolunteers } from '#volunteering/check.ts'
import { lookAfterNeeds } from '#volunteering/needs/ending.ts'
import { answerBy, decideNeed, fileNeed } from '#volunteering/needs/needs.ts'
import { needRefusals } from '#volunteering/needs/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import { need } from '../support/needs.ts'
import { addPerson, granted, hoursAfter, messagesAbout, monday } from '../support/volunteering.ts'

let connection: Connection
let office: number
beforeAll(async () => {
  connection = await openTestDatabase()
  office = await addPerson(connection.db, '示例受理员', ['clerk'])
})
afterAll(() => connection.close())

const templates = async (id: number) =>
  (await messagesAbout(connection.db, 'need', id)).map(message => [message.template, message.to_person_id])

test('a need is not verified when its time is over', async () => {
  const { db } = connection
  const { id } = granted(await fileNeed(db, await addPerson(db), need(), monday))
  expect(await decideNeed(db, id, { verified: true }, office, hoursAfter(monday, 51))).toEqual({
    refused: needRefusals.timeOver,
  })
})

test('a need is answered within two working days, or the office is told, once', async () => {
  const { db } = connection
  const wanted = { wantedFrom: hoursAfter(monday, 400), wantedUntil: hoursAfter(monday, 402) }
  const { id } = granted(await fileNeed(db, await addPerson(db), need(wanted), monday))
  // Monday morning: the office closes on Wednesday at half past five.
  expect(answerBy(monday)).toEqual(new Date('2026-11-25T09:30:00Z'))
  await lookAfterNeeds(db, new Date('2026-11-25T09:29:00Z'))
  expect(await templates(id)).toEqual([])
  const broken = async (at: Date) =>
    (await checkVolunteers(db, at)).find(({ rule }) => rule.startsWith('the office knows'))!.ids
  expect(await broken(new Date('2026-11-25T09:31:00Z'))).toContain(id)
  for (let time = 0; time < 2; time += 1) await lookAfterNeeds(db, new Date('2026-11-25T09:31:00Z'))
  expect((await templates(id)).filter(([, person]) => person === office)).toEqual([['need-overdue', office]])
  expect(await broken(new Date('2026-11-25T09:31:00Z'))).toEqual([])
})
