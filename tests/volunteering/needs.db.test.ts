import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { readFilerPhone } from '#volunteering/needs/asking.ts'
import { closeNeed, decideNeed, fileNeed, findNeed, listNeeds, listNeedsOf } from '#volunteering/needs/needs.ts'
import { findActivity } from '#volunteering/activities/activities.ts'
import { cancelActivity } from '#volunteering/activities/moves/cancellation.ts'
import { lookAfterNeeds } from '#volunteering/needs/ending.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { cancelShift } from '#volunteering/shifts/moves/cancellation.ts'
import { partWithNeed } from '#volunteering/needs/moves/parting.ts'
import { takeUpNeed } from '#volunteering/needs/moves/taking-up.ts'
import { needRefusals } from '#volunteering/needs/refusals.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { keyUsed, alreadyDecided } from '#volunteering/refusals.ts'
import { volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { namesOfRow } from '../support/suggestion.ts'
import { openTestDatabase } from '../support/database.ts'
import { need, verifiedNeed } from '../support/needs.ts'
import {
  addOrganisation,
  addPerson,
  granted,
  hoursAfter,
  messagesAbout,
  monday,
  personalData,
} from '../support/volunteering.ts'

let connection: Connection
let office: number
beforeAll(async () => {
  connection = await openTestDatabase()
  office = await addPerson(connection.db, '示例受理员', ['clerk'])
})
afterAll(() => connection.close())

/** What an activity needs to be public. */
const lawful = {
  risk_text: '示例',
  protection_text: '示例',
  insurer: '示例',
  insurance_reference: '示例',
  insured_from: '2026-01-01',
  insured_until: '2026-12-31',
  contact_name: '示例',
  contact_phone: '0578-2090000',
  minimum_age: 18,
  guardian_rule: 'adults' as const,
}

describe('a need', () => {
  test('is filed once per form, verified by the office, taken up once, and becomes a draft', async () => {
    const { db } = connection
    const filer = await addPerson(db)
    const form = need()
    const { id } = granted(await fileNeed(db, filer, form, monday))
    expect(await fileNeed(db, filer, form, monday)).toEqual({ id })
    expect(await fileNeed(db, await addPerson(db), form, monday)).toEqual({ refused: keyUsed })
    const [first, second] = [await addOrganisation(db), await addOrganisation(db)]
    const takeUp = ({ organisationId, organiser }: typeof first, personId = organiser) =>
      takeUpNeed(db, { needId: id, organisationId, personId }, monday)
    expect(await takeUp(first)).toEqual({ refused: needRefusals.notVerified })
    expect((await listNeeds(db, 'filed')).map(row => row.id)).toContain(id)
    granted(await decideNeed(db, id, { verified: true }, office, monday))
    expect(await decideNeed(db, id, { verified: true }, office, monday)).toEqual({ refused: alreadyDecided })
    expect(await takeUp(first, second.organiser)).toEqual({ refused: organisationRefusals.notYours })
    const outcomes = await Promise.all([takeUp(first), takeUp(second)])
    expect(outcomes.filter(outcome => 'refused' in outcome)).toEqual([{ refused: needRefusals.notVerified }])
    const { activityId } = granted(outcomes.find(outcome => 'activityId' in outcome)!)
    expect(
      await db
        .selectFrom('activity')
        .select(['title', 'what_to_do', 'place', 'skills', 'need_id', 'state'])
        .where('id', '=', activityId)
        .executeTakeFirst(),
    ).toEqual({
      title: '教长辈用手机',
      what_to_do: '社区里十位长辈想学视频通话',
      place: '示例社区',
      skills: ['phones'],
      need_id: id,
      state: 'draft',
    })
  })

  test('is declined with words for the one who filed it, or withdrawn by them, or met', async () => {
    const { db } = connection
    const filer = await addPerson(db)
    const { id } = granted(await fileNeed(db, filer, need(), monday))
    granted(await decideNeed(db, id, { verified: false, words: '请联系社区' }, office, monday))
    expect(await messagesAbout(db, 'need', id)).toMatchObject([
      { to_person_id: filer, template: 'need-declined', facts: { need: id } },
    ])
    expect(await findNeed(db, id)).toMatchObject({ decline_words: '请联系社区' })
    expect(await closeNeed(db, { needId: id, as: 'withdrawn', personId: filer }, monday)).toEqual({
      refused: needRefusals.closed,
    })
    const verified = await verifiedNeed(db, office)
    expect(await closeNeed(db, { needId: verified, as: 'withdrawn', personId: filer }, monday)).toEqual({
      refused: volunteerRefusals.notYours,
    })
    const organisation = await addOrganisation(db)
    granted(
      await takeUpNeed(
        db,
        { needId: verified, organisationId: organisation.organisationId, personId: organisation.organiser },
        monday,
      ),
    )
    const [verifiedBy, other] = [await findNeed(db, verified), await addOrganisation(db)]
    await db
      .updateTable('person')
      .set({ phone_sealed: personalData.seal('13800000002', 'person.phone_sealed') })
      .where('id', '=', verifiedBy!.filed_by)
      .execute()
    const phoneFor = (personId: number) => readFilerPhone(db, personalData, { needId: verified, personId }, monday)
    expect([await phoneFor(office), await phoneFor(organisation.organiser), await phoneFor(other.organiser)]).toEqual([
      { phone: '13800000002' },
      { phone: '13800000002' },
      { refused: organisationRefusals.notYours },
    ])
    expect(
      await db.selectFrom('event').select('actor_id').where('action', '=', 'need.contact-read').orderBy('id').execute(),
    ).toEqual([{ actor_id: office }, { actor_id: organisation.organiser }])
    granted(await closeNeed(db, { needId: verified, as: 'met', personId: organisation.organiser }, monday))
    expect(await phoneFor(office)).toEqual({ refused: needRefusals.closed })
    expect(await findNeed(db, verified)).toMatchObject({ state: 'met', organisation_id: organisation.organisationId })
    expect((await listNeedsOf(db, filer)).map(row => row.state)).toEqual(['declined'])
  })

  test('comes from a suggestion once', async () => {
    const { db } = connection
    const suggestion = await db
      .insertInto('suggestion')
      .values({
        ...namesOfRow(),
        request_key: randomUUID(),
        kind: 'advice',
        title: '示例',
        body: '示例',
        category: 'other',
        county: '331102',
        place: '示例',
        publish_consent: false,
        privacy_version: '1',
        received_at: monday,
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow()
    const first = granted(await fileNeed(db, office, need({ suggestionId: suggestion.id }), monday))
    expect(await fileNeed(db, office, need({ suggestionId: suggestion.id }), monday)).toEqual(first)
  })

  test('has an end after its beginning, and not before now', async () => {
    const { db } = connection
    expect(await fileNeed(db, office, need({ wantedUntil: hoursAfter(monday, 48) }), monday)).toEqual({
      refused: needRefusals.times,
    })
    expect(
      await fileNeed(
        db,
        office,
        need({ wantedFrom: hoursAfter(monday, -9), wantedUntil: hoursAfter(monday, -8) }),
        monday,
      ),
    ).toEqual({ refused: needRefusals.past })
  })
})

describe('a need lives to its end', () => {
  const templates = async (id: number) =>
    (await messagesAbout(connection.db, 'need', id)).map(message => [message.template, message.to_person_id])
  const takenUp = async () => {
    const { db } = connection
    const id = await verifiedNeed(db, office, { county: '331181' })
    const filer = (await findNeed(db, id))!.filed_by
    const team = await addOrganisation(db)
    const { activityId } = granted(
      await takeUpNeed(db, { needId: id, organisationId: team.organisationId, personId: team.organiser }, monday),
    )
    return { id, filer, activityId, ...team }
  }

  /** The same with a public activity that has a shift. */
  const published = async () => {
    const { db } = connection
    const taken = await takenUp()
    const [startsAt, endsAt] = [hoursAfter(monday, 48), hoursAfter(monday, 50)]
    const form = { requestKey: randomUUID(), activityId: taken.activityId, startsAt, endsAt, capacity: 3 }
    const shift = granted(await addShift(db, taken.organiser, form, monday))
    await db
      .updateTable('activity')
      .set({ ...lawful, state: 'published', published_at: monday })
      .where('id', '=', taken.activityId)
      .execute()
    return { ...taken, shiftId: shift.id }
  }

  test('verified, it is told to who filed it and to the organisers of its county, to no others', async () => {
    const { db } = connection
    const [here, elsewhere] = [await addOrganisation(db), await addOrganisation(db)]
    await db.updateTable('organisation').set({ county: '331123' }).where('id', '=', here.organisationId).execute()
    const id = await verifiedNeed(db, office, { county: '331123' })
    const told = await templates(id)
    expect(told).toContainEqual(['need-verified', (await findNeed(db, id))!.filed_by])
    expect(told).toContainEqual(['need-open', here.organiser])
    expect(told.map(([, person]) => person)).not.toContain(elsewhere.organiser)
  })

  test('parted with, it may be taken up by another, who filed it is told, and its draft is no more', async () => {
    const { db } = connection
    const { id, filer, activityId, organiser } = await takenUp()
    const part = (personId: number) => partWithNeed(db, { needId: id, personId }, monday)
    expect(await part((await addOrganisation(db)).organiser)).toEqual({ refused: organisationRefusals.notYours })
    granted(await part(organiser))
    expect(await findNeed(db, id)).toMatchObject({ state: 'verified', organisation_id: null })
    const told = await templates(id)
    expect(told).toContainEqual(['need-returned', filer])
    expect(told, 'and who gave it back').toContainEqual(['need-left-you', organiser])
    expect(await findActivity(db, activityId, { drafts: true })).toMatchObject({ state: 'cancelled' })
    const next = await addOrganisation(db)
    granted(await takeUpNeed(db, { needId: id, organisationId: next.organisationId, personId: next.organiser }, monday))
  })

  test('goes back when the activity that came of it is called off, and not before', async () => {
    const { db } = connection
    const { id, filer, activityId, organiser } = await published()
    expect(await partWithNeed(db, { needId: id, personId: organiser }, monday)).toEqual({
      refused: needRefusals.activityStands,
    })
    granted(await cancelActivity(db, { activityId, personId: organiser, words: '示例' }, monday))
    expect(await findNeed(db, id)).toMatchObject({ state: 'verified' })
    expect(await templates(id)).toContainEqual(['need-returned', filer])
  })

  test('may be parted with when every shift of its activity was called off; the organisers of the county hear again', async () => {
    const { db } = connection
    const { id, activityId, shiftId, organiser } = await published()
    const near = await addOrganisation(db)
    await db.updateTable('organisation').set({ county: '331181' }).where('id', '=', near.organisationId).execute()
    granted(await cancelShift(db, { shiftId, personId: organiser, words: '示例' }, monday))
    granted(await partWithNeed(db, { needId: id, personId: organiser }, monday))
    expect(await findNeed(db, id)).toMatchObject({ state: 'verified' })
    expect(await findActivity(db, activityId, { drafts: true })).toMatchObject({ state: 'cancelled' })
    expect(await templates(id)).toContainEqual(['need-open', near.organiser])
  })

  test('met or withdrawn, the other side is told', async () => {
    const { db } = connection
    const [met, withdrawn] = [await takenUp(), await takenUp()]
    granted(await closeNeed(db, { needId: met.id, as: 'met', personId: met.organiser }, monday))
    expect((await templates(met.id)).at(-1)).toEqual(['need-met', met.filer])
    granted(await closeNeed(db, { needId: withdrawn.id, as: 'withdrawn', personId: withdrawn.filer }, monday))
    expect(await templates(withdrawn.id)).toContainEqual(['need-withdrawn', withdrawn.organiser])
  })

  test('expires when nobody took it up in time, or nobody closed it, and both are told, each once', async () => {
    const { db } = connection
    const [open, taken] = [await verifiedNeed(db, office, { county: '331122' }), await takenUp()]
    const ended = hoursAfter(monday, 50)
    await Promise.all([lookAfterNeeds(db, ended), lookAfterNeeds(db, ended)])
    expect(await findNeed(db, open)).toMatchObject({ state: 'expired' })
    expect((await templates(open)).filter(([template]) => template === 'need-expired')).toHaveLength(1)
    expect(await findNeed(db, taken.id), 'it may still be closed').toMatchObject({ state: 'taken-up' })
    await lookAfterNeeds(db, hoursAfter(ended, 14 * 24))
    expect(await findNeed(db, taken.id)).toMatchObject({ state: 'expired' })
    expect(await templates(taken.id)).toEqual(
      expect.arrayContaining([
        ['need-expired', taken.filer],
        ['need-expired-with-you', taken.organiser],
      ]),
    )
  })
})
