import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { answerInvitation } from '#volunteering/needs/moves/answer.ts'
import { askVolunteers } from '#volunteering/needs/moves/asking.ts'
import { countAnswers, listInvitations, listMatchingVolunteers, readWilling } from '#volunteering/needs/asking.ts'
import { decideNeed, fileNeed, findNeed } from '#volunteering/needs/needs.ts'
import { needRefusals } from '#volunteering/needs/refusals.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { openTestDatabase } from '../support/database.ts'
import { need, verifiedNeed } from '../support/needs.ts'
import {
  addPerson,
  addTestShift,
  addVolunteer,
  granted,
  hoursAfter,
  monday,
  personalData,
  sign,
  version,
} from '../support/volunteering.ts'

let connection: Connection
let office: number
beforeAll(async () => {
  connection = await openTestDatabase()
  office = await addPerson(connection.db, '示例受理员', ['clerk'])
})
afterAll(() => connection.close())

describe('asking volunteers', () => {
  test('reaches adults of the county who agreed, with the skill and the time, at most twice a week, and nobody else', async () => {
    const { db } = connection
    const wanted = { county: '331124', skills: ['phones'], availableTimes: ['wed-morning'], mayBeAsked: version }
    const fitting = await addVolunteer(db, wanted)
    for (const unfit of [
      { county: '331125' },
      { skills: ['law'] },
      { availableTimes: ['sun-evening'] },
      { mayBeAsked: undefined },
      { birthDate: '2010-01-01' },
    ])
      await addVolunteer(db, { ...wanted, ...unfit })
    const filer = await addVolunteer(db, wanted)
    const booked = await addVolunteer(db, wanted)
    granted(await sign(db, (await addTestShift(db, { startsAt: hoursAfter(monday, 47), hours: 6 })).shiftId, booked))
    const { id } = granted(await fileNeed(db, filer.personId, need({ county: '331124' }), monday))
    granted(await decideNeed(db, id, { verified: true }, office, monday))
    expect(
      (await listMatchingVolunteers(db, (await findNeed(db, id))!, 10, monday)).map(match => match.volunteerId),
    ).toEqual([fitting.volunteerId])

    expect(await askVolunteers(db, { needId: id, personId: fitting.personId, limit: 10 }, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(await askVolunteers(db, { needId: id, personId: office, limit: 10, askedBefore: 0 }, monday)).toEqual({
      asked: 1,
    })
    await addVolunteer(db, wanted)
    expect(
      await askVolunteers(db, { needId: id, personId: office, limit: 10, askedBefore: 0 }, monday),
      'the same form again',
    ).toEqual({ asked: 0 })
    expect(await askVolunteers(db, { needId: id, personId: office, limit: 10, askedBefore: 1 }, monday)).toEqual({
      asked: 1,
    })
    expect(
      await askVolunteers(db, { needId: id, personId: office, limit: 10 }, monday),
      'nobody twice for one need',
    ).toEqual({ asked: 0 })
    expect(await listInvitations(db, fitting.personId)).toMatchObject([{ id, title: '教长辈用手机', answer: null }])
    expect(await answerInvitation(db, { needId: id, personId: fitting.personId, answer: 'yes' }, monday)).toEqual({
      answer: 'yes',
    })
    expect(await countAnswers(db, id)).toEqual({ asked: 2, yes: 1, no: 0 })
    expect(await readWilling(db, personalData, { needId: id, personId: office }, monday)).toMatchObject([
      { name: '示例志愿者' },
    ])
    expect(await readWilling(db, personalData, { needId: id, personId: fitting.personId }, monday)).toEqual({
      refused: organisationRefusals.notYours,
    })
    expect(await answerInvitation(db, { needId: id, personId: booked.personId, answer: 'yes' }, monday)).toEqual({
      refused: needRefusals.unknown,
    })

    const second = await verifiedNeed(db, office, { county: '331124' })
    await askVolunteers(db, { needId: second, personId: office, limit: 10 }, monday)
    const third = await verifiedNeed(db, office, { county: '331124' })
    const asked = await askVolunteers(db, { needId: third, personId: office, limit: 10 }, monday)
    expect(asked, 'the filer of the first need fits too; the others were asked twice').toEqual({ asked: 1 })
  })
})
