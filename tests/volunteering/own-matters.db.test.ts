import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { GardenMove } from '#volunteering/move.ts'
import { changeActivity } from '#volunteering/activities/changing.ts'
import { draftActivity } from '#volunteering/activities/drafting.ts'
import { passChange } from '#volunteering/activities/moves/change-review.ts'
import { publishActivity } from '#volunteering/activities/moves/publication.ts'
import { reviewActivity } from '#volunteering/activities/moves/review.ts'
import { findPendingChange } from '#volunteering/activities/pending-change.ts'
import { decideNeed, fileNeed } from '#volunteering/needs/needs.ts'
import { decideOrganisation } from '#volunteering/organisations/admission.ts'
import { applyForOrganisation } from '#volunteering/organisations/applying.ts'
import { recordGrant } from '#volunteering/organisations/moves/recording.ts'
import { addOrganiser } from '#volunteering/organisations/organisers.ts'
import { ownMatter } from '#volunteering/refusals.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import { claimAge, correctedOtherwise, listOwnClaims } from '#volunteering/volunteers/age-claims.ts'
import { ageDecision } from '#volunteering/volunteers/moves/age-decision.ts'
import { correction } from '#volunteering/volunteers/moves/correction.ts'
import { officeMoves } from '#volunteering/volunteers/moves/index.ts'
import { merger } from '#volunteering/volunteers/moves/merger.ts'
import { settlement } from '#volunteering/volunteers/moves/settlement.ts'
import { checkedVolunteers } from '../support/checked-volunteers.ts'
import { addChild, addMinor } from '../support/guardians.ts'
import { need } from '../support/needs.ts'
import {
  activityDraft,
  addOrganisation,
  addPaper,
  addPerson,
  addProvenAdult,
  addVolunteer,
  application,
  granted,
  hoursAfter,
  identityNumberFor,
  monday,
  personalData,
  recordOf,
  type TestVolunteer,
  version,
} from '../support/volunteering.ts'

const connection = checkedVolunteers()
let clerk: TestVolunteer
let other: number
beforeAll(async () => {
  clerk = await addVolunteer(connection.db, { birthDate: '1980-01-02' })
  other = await addPerson(connection.db, '示例受理二', ['clerk', 'admin'])
})

const make = (db: Db, move: GardenMove<never>, id: number, data: object, personId: number) =>
  move.act(
    db,
    id,
    data as never,
    {
      person: { id: personId, roles: ['clerk', 'admin'] },
      now: monday,
      portal: { personalData },
    } as unknown as Parameters<typeof move.act>[3],
  )
const refused = { refused: ownMatter }
const data = {
  reason: '示例原因',
  decision: 'upheld',
  answer: '示例答复',
  owner: 'yes',
  seen: true,
  birth_date: '1981-02-03',
  proof: 'identity-card',
  other: 'SL0000000000',
  same: true,
}

describe('nobody at the office decides', () => {
  test.each(officeMoves.map(move => [move.name, move] as const))(
    'about their own record, their child or their ward: %s',
    async (_name, move) => {
      const { db } = connection
      const child = await addChild(db, clerk)
      const ward = await addMinor(db, clerk)
      for (const { volunteerId } of [clerk, child, ward]) {
        const before = await recordOf(db, volunteerId)
        expect(await make(db, move as never, volunteerId, data, clerk.personId)).toEqual(refused)
        expect(await recordOf(db, volunteerId)).toEqual(before)
      }
    },
  )

  test('to merge a stranger’s record with their own, whichever is kept', async () => {
    const { db } = connection
    const stranger = await addVolunteer(db, { birthDate: '1980-01-02' })
    const { number } = await recordOf(db, clerk.volunteerId)
    const into = { other: number!, same: true }
    expect(await make(db, merger as never, stranger.volunteerId, into, clerk.personId)).toEqual(refused)
    expect((await recordOf(db, clerk.volunteerId)).state).toBe('active')
  })

  test('whose a number is that they gave themselves, as a volunteer or as a guardian', async () => {
    const { db } = connection
    const identity = { number: identityNumberFor('1980-01-02', 71) }
    const own = await addVolunteer(db, { birthDate: '1980-01-02', identity, identityConsent: version })
    const stranger = await addVolunteer(db, { birthDate: '1980-01-02', identity, identityConsent: version })
    for (const owner of ['yes', 'no'])
      expect(
        await make(db, settlement as never, stranger.volunteerId, { owner, seen: true }, own.personId),
        owner,
      ).toEqual(refused)
    granted(await make(db, settlement as never, stranger.volunteerId, { owner: 'yes', seen: true }, other))
  })

  test('how old a child is whose other guardian asked', async () => {
    const { db } = connection
    const parent = await addVolunteer(db)
    const child = await addChild(db, parent)
    const row = { volunteer_id: child.volunteerId, person_id: clerk.personId, relation: 'father' as const }
    await db
      .insertInto('guardianship')
      .values({ ...row, place: 2, began_at: monday })
      .execute()
    const identity = { number: identityNumberFor('2016-01-02', 72) }
    const said = { childId: child.volunteerId, birthDate: '2016-01-02', identity, consent: version }
    const { id } = granted(await claimAge(db, personalData, parent.personId, said, monday))
    const decided = { decision: 'confirmed', seen: true }
    expect(await make(db, ageDecision as never, id, decided, clerk.personId)).toEqual(refused)
    granted(await make(db, ageDecision as never, id, decided, other))
  })

  test('about a need that they filed, or an organisation for which they apply', async () => {
    const { db } = connection
    const filed = granted(await fileNeed(db, clerk.personId, need(), monday))
    expect(await decideNeed(db, filed.id, { verified: true }, clerk.personId, monday)).toEqual(refused)
    granted(await decideNeed(db, filed.id, { verified: true }, other, monday))
    const applicant = await addProvenAdult(db)
    const form = application({ documents: [await addPaper(db)] })
    const { id } = granted(await applyForOrganisation(db, applicant, form, monday))
    const decision = { approved: true as const, mayRecord: true }
    expect(await decideOrganisation(db, id, decision, applicant, monday)).toEqual(refused)
    granted(await decideOrganisation(db, id, decision, other, monday))
    expect(await make(db, recordGrant as never, id, {}, applicant)).toEqual(refused)
  })

  test('about an activity of an organisation for which they organise, nor publishes it unseen', async () => {
    const { db } = connection
    const office = await addPerson(db, '示例审核', ['admin'])
    const { organisationId, organiser } = await addOrganisation(db)
    await inTransaction(db, trx => addOrganiser(trx, organisationId, office, organiser, monday))
    const draft = { ...activityDraft(), requestKey: randomUUID() }
    const { id } = granted(await draftActivity(db, organiser, organisationId, draft, monday))
    const shift = { startsAt: hoursAfter(monday, 48), endsAt: hoursAfter(monday, 50), capacity: 3, opensAt: undefined }
    granted(await addShift(db, organiser, { requestKey: randomUUID(), activityId: id, ...shift }, monday))
    expect(granted(await publishActivity(db, office, id, monday)).state).toBe('submitted')
    const seen = db.selectFrom('activity').select('version').where('id', '=', id)
    const look = { activityId: id, passed: true as const, version: (await seen.executeTakeFirstOrThrow()).version }
    expect(await reviewActivity(db, { ...look, personId: office }, monday)).toEqual(refused)
    granted(await reviewActivity(db, { ...look, personId: other }, monday))
    expect(granted(await changeActivity(db, office, id, { whatToDo: '换成别的事' }, monday))).toMatchObject({
      waits: true,
    })
    const change = (await findPendingChange(db, id))!.asked_at.toISOString()
    expect(await passChange(db, id, { change, personId: office }, monday)).toEqual(refused)
    granted(await passChange(db, id, { change, personId: other }, monday))
  })
})

describe('a correction by the office', () => {
  test.each([
    ['the date that was claimed', '1990-05-06', true, 'volunteer-age-confirmed'],
    ['another', '1991-05-06', false, 'volunteer-age-declined'],
  ] as const)('decides a claim that waits: %s', async (_name, birthDate, confirmed, template) => {
    const { db } = connection
    const minor = await addVolunteer(db, { birthDate: '2011-03-04' })
    const identity = { number: identityNumberFor('1990-05-06', confirmed ? 73 : 74) }
    const said = { birthDate: '1990-05-06', identity, consent: version }
    granted(await claimAge(db, personalData, minor.personId, said, monday))
    const corrected = { birth_date: birthDate, proof: 'identity-card' }
    granted(await make(db, correction as never, minor.volunteerId, corrected, other))
    const [claim] = await listOwnClaims(db, minor.personId)
    expect(claim).toMatchObject({ confirmed, identity_last4: null, reason: confirmed ? null : correctedOtherwise })
    const told = db.selectFrom('message').select('template').where('to_person_id', '=', minor.personId)
    expect((await told.execute()).map(row => row.template)).toContain(template)
  })
})
