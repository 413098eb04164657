import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import type { Trx } from '#db/schema.ts'
import { type FairRules, readFairRules, setFairRules } from '#volunteering/fair-rules.ts'
import { fileNeed, type NewNeed } from '#volunteering/needs/needs.ts'
import { needRefusals } from '#volunteering/needs/refusals.ts'
import { tellRoster } from '#volunteering/shifts/moves/notes.ts'
import { shiftRefusals } from '#volunteering/shifts/refusals.ts'
import { cannotCome } from '#volunteering/sign-ups/moves/cancellation.ts'
import { listShiftsFor } from '#volunteering/activities/matching.ts'
import { elsewhereRefusals } from '#volunteering/sign-ups/elsewhere.ts'
import { signUpRefusals } from '#volunteering/sign-ups/refusals.ts'
import { registerChild } from '#volunteering/volunteers/guardians.ts'
import { guardianRefusals } from '#volunteering/volunteers/refusals.ts'
import { findingsOf } from '../support/checked.ts'
import { openTestDatabase } from '../support/database.ts'
import { addChild, asGuardian } from '../support/guardians.ts'
import {
  activityDraft,
  addPerson,
  addTestShift,
  addVolunteer,
  givePhone,
  granted,
  hoursAfter,
  monday,
  personalData,
  registration,
  sign,
  type TestVolunteer,
  version,
} from '../support/volunteering.ts'

let connection: Connection
let admin: number
beforeAll(async () => {
  connection = await openTestDatabase()
  admin = await addPerson(connection.db, '示例', ['admin'])
  await setRules({ children: 2, party_size: 3, open_sign_ups: 3, open_needs: 2, notes_per_day: 2 })
})
afterAll(() => connection.close())

async function setRules(rules: Partial<FairRules>, now = hoursAfter(monday, -2000)): Promise<void> {
  await setFairRules(connection.db, { ...(await readFairRules(connection.db)), ...rules }, { id: admin }, now)
}

const need = (): NewNeed => ({
  requestKey: randomUUID(),
  title: '示例',
  what: '示例',
  kind: 'elderly',
  county: '331102',
  place: '示例',
  wantedFrom: hoursAfter(monday, 40),
  wantedUntil: hoursAfter(monday, 42),
  peopleWanted: 1,
  skills: [],
})
const outcomes = (done: object[]) =>
  done.map(outcome => ('refused' in outcome ? (outcome.refused as { words: string }).words : 'done')).sort()
const shiftDays = async (count: number) => {
  const ids = []
  for (let day = 0; day < count; day++)
    ids.push((await addTestShift(connection.db, { startsAt: hoursAfter(monday, 48 + 24 * day), capacity: 9 })).shiftId)
  return ids
}

describe('what one account may ask for', () => {
  test('a shift too near to another is refused in words that name it, and not proposed; its offer passes on; rest of just so long is enough', async () => {
    const { db } = connection
    const at = (hours: number) => addTestShift(db, { startsAt: hoursAfter(monday, hours), hours: 2 })
    const [early, first, near, enough] = [await at(496), await at(500), await at(505), await at(506)]
    const volunteer = await addVolunteer(db)
    const offered = await addVolunteer(db)
    await setRules({ rest_hours: 4 })
    granted(await sign(db, first.shiftId, volunteer))
    const other = {
      id: first.shiftId,
      title: activityDraft().title,
      startsAt: first.startsAt,
      endsAt: hoursAfter(first.startsAt, 2),
    }
    const refused = { refused: elsewhereRefusals.tooLittleRest(4, other), shiftId: first.shiftId }
    expect(await sign(db, near.shiftId, volunteer)).toMatchObject(refused)
    expect(await sign(db, early.shiftId, volunteer), 'before it too').toMatchObject(refused)
    const day = hoursAfter(monday, 480)
    const proposed = async () =>
      (await listShiftsFor(db, volunteer.volunteerId, { limit: 200 }, day)).map(({ id }) => id)
    expect(await proposed()).toContain(enough.shiftId)
    expect(await proposed()).not.toContain(near.shiftId)
    expect(granted(await sign(db, enough.shiftId, volunteer)).state).toBe('booked')
    expect(await findingsOf(db, async () => {}, monday)).toEqual([])
    // Planted past the code: near to the one that was booked since the rule.
    const found = await findingsOf(db, trx => trx.updateTable('fair_rule').set({ rest_hours: 5 }).execute(), monday)
    expect(found).toEqual([{ rule: 'nobody signed up for less rest than is fair', ids: [expect.any(Number)] }])

    // An offer passes on when its holder books too near to it.
    const full = await addTestShift(db, { startsAt: hoursAfter(monday, 600), hours: 2, capacity: 1 })
    const holder = await addVolunteer(db)
    const held = granted(await sign(db, full.shiftId, holder)).signUpIds[0]!
    const waits = granted(await sign(db, full.shiftId, offered)).signUpIds[0]!
    granted(await cannotCome(db, { signUpId: held, personId: holder.personId }, monday))
    granted(await sign(db, (await at(605)).shiftId, offered))
    const ended = await db.selectFrom('sign_up').select('ended_reason').where('id', '=', waits).executeTakeFirst()
    expect(ended).toEqual({ ended_reason: 'booked-elsewhere' })
    await setRules({ rest_hours: 0 })
    expect(granted(await sign(db, near.shiftId, await addVolunteer(db))).state).toBe('booked')
    expect(granted(await sign(db, early.shiftId, volunteer)).state, 'no rest, no rule').toBe('booked')
  })

  test('a volunteer stands on as many coming shifts as the rule says, however many forms come at once; one called off makes room', async () => {
    const { db } = connection
    const shifts = await shiftDays(6)
    const volunteer = await addVolunteer(db)
    const signed = await Promise.all(shifts.map(shiftId => sign(db, shiftId, volunteer)))
    const full = signUpRefusals.tooManyOpen(3)
    expect(outcomes(signed)).toEqual(['done', 'done', 'done', full.words, full.words, full.words].sort())
    const [held] = signed.flatMap(outcome => ('refused' in outcome ? [] : outcome.signUpIds))
    granted(await cannotCome(db, { signUpId: held!, personId: volunteer.personId }, monday))
    const free = shifts[signed.findIndex(outcome => 'refused' in outcome)]!
    granted(await sign(db, free, volunteer))
    expect(await sign(db, (await addTestShift(db)).shiftId, volunteer)).toEqual({ refused: full })
    const later = await addTestShift(db, { startsAt: hoursAfter(monday, 400) })
    const past = hoursAfter(monday, 100)
    const again = granted(await sign(db, later.shiftId, volunteer, past))
    expect(again.state, 'begun ones are not open').toBe('booked')
    granted(await cannotCome(db, { signUpId: again.signUpIds[0]!, personId: volunteer.personId }, past))
  })

  test('a party is as large as the rule says, and a lower rule takes nobody out of it', async () => {
    const { db } = connection
    const parent = await addVolunteer(db)
    const family = [parent, await addChild(db, parent), await addChild(db, parent, '2017-01-02')]
    const options = { capacity: 9, activity: { minimumAge: 6 } }
    const { shiftId } = await addTestShift(db, options)
    granted(await sign(db, shiftId, family))
    await setRules({ party_size: 2 }, hoursAfter(monday, 1))
    expect(await sign(db, (await addTestShift(db, options)).shiftId, family)).toEqual({
      refused: signUpRefusals.party(2),
    })
    expect(await findingsOf(db, async () => {}, monday)).toEqual([])
    await setRules({ party_size: 3 })
  })

  test('an account registers as many children as the rule says, however many forms come at once', async () => {
    const { db } = connection
    const guardian = await addPerson(db)
    await givePhone(db, guardian)
    const child = (birthDate: string) =>
      registerChild(
        db,
        personalData,
        guardian,
        { ...registration({ name: '示例孩子', birthDate, guardianConsent: version }), guardian: asGuardian() },
        monday,
      )
    const words = guardianRefusals.tooManyChildren(2).words
    const done = await Promise.all(['2016-01-02', '2017-01-02', '2018-01-02', '2019-01-02'].map(child))
    expect(outcomes(done)).toEqual(['done', 'done', words, words].sort())
  })

  test('a person has as many needs open as the rule says; withdrawn ones do not count', async () => {
    const { db } = connection
    const filer = await addPerson(db)
    const refused = needRefusals.tooManyOpen(2)
    const sent = need()
    const done = await Promise.all([
      fileNeed(db, filer, sent, monday),
      ...Array.from({ length: 3 }, () => fileNeed(db, filer, need(), monday)),
    ])
    expect(outcomes(done)).toEqual(['done', 'done', refused.words, refused.words].sort())
    const first = done.find(one => !('refused' in one)) as { id: number }
    await db.updateTable('need').set({ state: 'withdrawn', closed_at: monday }).where('id', '=', first.id).execute()
    granted(await fileNeed(db, filer, need(), monday))
    expect(await fileNeed(db, filer, need(), monday)).toEqual({ refused })
  })

  test('an organiser writes to a shift as often in a day as the rule says; the same form again is the same note', async () => {
    const { db } = connection
    const { shiftId, organiser } = await addTestShift(db)
    const keys = [randomUUID(), randomUUID(), randomUUID()]
    const tell = (requestKey: string, now = monday) =>
      tellRoster(db, { shiftId, personId: organiser, words: '示例', requestKey }, now)
    const refused = shiftRefusals.notesUsedUp(2)
    expect(outcomes(await Promise.all(keys.map(key => tell(key))))).toEqual(['done', 'done', refused.words].sort())
    expect(await tell(randomUUID())).toEqual({ refused })
    granted(await tell(randomUUID(), hoursAfter(monday, 15)))
  })
})

describe('check:volunteers finds', () => {
  let busy: TestVolunteer
  let shiftId: number
  let party: number
  beforeAll(async () => {
    const { db } = connection
    busy = await addVolunteer(db)
    for (const id of await shiftDays(3)) granted(await sign(db, id, busy))
    const parent = await addVolunteer(db)
    const children = [await addChild(db, parent), await addChild(db, parent, '2017-01-02')]
    const shift = await addTestShift(db, { capacity: 9, activity: { minimumAge: 6 } })
    ;({ shiftId } = shift)
    party = granted(await sign(db, shiftId, [parent, ...children])).signUpIds[0]!
    for (const key of [randomUUID(), randomUUID()])
      granted(await tellRoster(db, { shiftId, personId: shift.organiser, words: '示例', requestKey: key }, monday))
  })

  test('nothing where nothing was planted', async () => {
    expect(await findingsOf(connection.db, async () => {}, monday)).toEqual([])
  })

  // The limit is lowered past the code, as if it had stood when they came.
  test.each([
    ['nobody signed up for more shifts than is fair', { open_sign_ups: 2 }, () => busy.volunteerId],
    ['nobody signed up with more people than is fair', { party_size: 2 }, () => party],
    ['nobody registered more children than is fair', { children: 1 }, undefined],
    ['nobody asks for more help at a time than is fair', { open_needs: 1 }, undefined],
    ['no shift was told more in a day than is fair', { notes_per_day: 1 }, () => shiftId],
  ] as [string, Partial<FairRules>, (() => number) | undefined][])('a breach of: %s', async (rule, lower, id) => {
    const found = await findingsOf(
      connection.db,
      (trx: Trx) => trx.updateTable('fair_rule').set(lower).execute(),
      monday,
    )
    expect(found.map(finding => finding.rule)).toEqual([rule])
    if (id) expect(found[0]!.ids).toContain(id())
    expect(found[0]!.ids.length).toBeGreaterThan(0)
  })
})
