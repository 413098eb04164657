import { randomUUID } from 'node:crypto'
import type { Db } from '#db/schema.ts'
import { gardenMoves } from '#pages/me/volunteer/_moves.ts'
import { activityMoves } from '#volunteering/activities/moves/index.ts'
import { needMoves } from '#volunteering/needs/moves/index.ts'
import { takeUpNeed } from '#volunteering/needs/moves/taking-up.ts'
import { decideNeed, fileNeed } from '#volunteering/needs/needs.ts'
import { applyForOrganisation } from '#volunteering/organisations/applying.ts'
import { joinOrganisation } from '#volunteering/organisations/memberships.ts'
import { appointment, askToOrganise } from '#volunteering/organisations/moves/appointment.ts'
import { applicationMoves, organisationMoves } from '#volunteering/organisations/moves/index.ts'
import { dismissal } from '#volunteering/organisations/moves/dismissal.ts'
import { trainingMoves } from '#volunteering/trainings/moves/index.ts'
import { shiftMoves } from '#volunteering/shifts/moves/index.ts'
import { removal } from '#volunteering/shifts/moves/removal.ts'
import { claimAge } from '#volunteering/volunteers/age-claims.ts'
import { rememberRefusedAge } from '#volunteering/volunteers/known-minors.ts'
import { ageDecision } from '#volunteering/volunteers/moves/age-decision.ts'
import { officeMoves } from '#volunteering/volunteers/moves/index.ts'
import { meeting } from '#volunteering/volunteers/moves/meeting.ts'
import { phoneClearing } from '#volunteering/volunteers/moves/phone-clearing.ts'
import { renewal } from '#volunteering/volunteers/moves/renewal.ts'
import { bornYearsAgo } from './garden.ts'
import { addChild, addMinor } from './guardians.ts'
import {
  addOrganisation,
  addPerson,
  addProvenAdult,
  addTestShift,
  addVolunteer,
  application,
  givePhone,
  granted,
  hoursAfter,
  identityNumberFor,
  personalData,
  sign,
  version,
} from './volunteering.ts'
import { waitingPhoto } from './waiting.ts'
import { secret, secretPhone, type Thing } from './thing.ts'

/** What somebody has who helps, and an organisation of theirs. */
export async function volunteeringOfAnother(db: Db, dataDir: string, now: Date): Promise<Thing[]> {
  const earlier = hoursAfter(now, -100)
  const organisation = await addOrganisation(db, '别人的志愿队', earlier)
  const { organisationId, organiser } = organisation
  const startsAt = hoursAfter(now, 72)
  const published = await addTestShift(db, { organisation, startsAt }, earlier)
  const hidden = { title: secret, whatToDo: secret, place: secret, contactName: secret, contactPhone: secretPhone }
  const draft = await addTestShift(db, { organisation, startsAt, publish: false, activity: hidden }, earlier)
  const volunteer = await addVolunteer(db, { name: secret }, earlier)
  const signUpId = granted(await sign(db, published.shiftId, volunteer, earlier)).signUpIds[0]!
  granted(await joinOrganisation(db, { ...volunteer, organisationId, home: true }, earlier))
  const child = await addChild(db, volunteer, '2018-01-02', earlier)
  const minor = await addMinor(db, volunteer, '2011-03-04', earlier)
  const ofMinor = granted(await sign(db, published.shiftId, minor, earlier)).signUpIds[0]!
  const consent = await db
    .selectFrom('guardian_consent')
    .select('id')
    .where('volunteer_id', '=', minor.volunteerId)
    .executeTakeFirstOrThrow()

  const block = await db
    .insertInto('volunteer_block')
    .values({ volunteer_id: child.volunteerId, reason: secret, blocked_by: organiser, blocked_at: earlier })
    .returning('id')
    .executeTakeFirstOrThrow()

  // Somebody known as a minor says that they are older; the phone of another is known so without a record.
  const teen = await addVolunteer(db, { name: secret, birthDate: bornYearsAgo(15) }, earlier)
  const said = { birthDate: '1990-05-06', identity: { number: identityNumberFor('1990-05-06', 999) }, consent: version }
  const claim = granted(await claimAge(db, personalData, teen.personId, said, earlier)).id
  const parent = await addPerson(db)
  await givePhone(db, parent)
  await rememberRefusedAge(db, parent, bornYearsAgo(10), earlier)

  const need = async () =>
    granted(
      await fileNeed(
        db,
        volunteer.personId,
        {
          requestKey: randomUUID(),
          title: secret,
          what: secret,
          kind: 'elderly',
          county: '331102',
          place: secret,
          wantedFrom: startsAt,
          wantedUntil: hoursAfter(startsAt, 3),
          peopleWanted: 1,
          skills: [],
        },
        earlier,
      ),
    ).id
  const [filed, takenUp] = [await need(), await need()]
  const office = await addPerson(db, '示例审核', ['admin'])
  granted(await decideNeed(db, takenUp, { verified: true }, office, earlier))
  const { activityId } = granted(
    await takeUpNeed(db, { needId: takenUp, organisationId, personId: organiser }, earlier),
  )
  const applied = granted(
    await applyForOrganisation(
      db,
      await addProvenAdult(db, { name: secret }, earlier),
      application({
        name: secret,
        introduction: secret,
        contactName: secret,
        contactPhone: secretPhone,
        supervisingUnit: secret,
        documents: [await waitingPhoto(db, dataDir, earlier)],
      }),
      earlier,
    ),
  )
  granted(await askToOrganise(db, organisationId, await addProvenAdult(db, {}, earlier), organiser, earlier))
  const asked = await db
    .selectFrom('appointment')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .executeTakeFirstOrThrow()
  const desk = 'desk/volunteers'
  const mine = 'me/volunteer'
  const id = (one: number) => ({ id: String(one) })
  const garden = (kind: keyof typeof gardenMoves, one: number): Thing => ({
    at: `${mine}/[kind]/[id]`,
    parts: { kind, ...id(one) },
    seenBy: [],
    moves: gardenMoves[kind],
  })
  return [
    {
      at: `${desk}/organisations/[id]`,
      parts: id(organisationId),
      seenBy: ['admin'],
      moves: [appointment, dismissal, ...organisationMoves],
    },
    {
      at: `${desk}/organisations/[id]/trainings`,
      parts: id(organisationId),
      seenBy: ['admin'],
      moves: trainingMoves,
    },
    {
      at: `${desk}/applications/[id]`,
      parts: { ...id(applied.id), position: '1', size: '640' },
      seenBy: ['admin'],
      moves: applicationMoves,
      says: true,
    },
    { at: `${desk}/activities/[id]`, parts: id(draft.activityId), seenBy: ['admin'], moves: activityMoves, says: true },
    { at: `${desk}/activities/[id]`, parts: id(activityId), seenBy: ['admin'], moves: activityMoves, says: true },
    {
      at: `${desk}/shifts/[id]`,
      parts: id(published.shiftId),
      seenBy: ['admin'],
      moves: [...shiftMoves, removal, meeting],
      says: true,
    },
    {
      at: `${desk}/people/[id]`,
      parts: id(volunteer.volunteerId),
      seenBy: ['clerk', 'admin'],
      moves: officeMoves,
      says: true,
    },
    {
      at: `${desk}/people/ages/[id]`,
      parts: id(claim),
      seenBy: ['clerk', 'admin'],
      moves: [ageDecision],
      says: true,
    },
    { at: `${desk}/people/phones/[id]`, parts: id(parent), seenBy: ['clerk', 'admin'], moves: [phoneClearing] },
    { at: `${desk}/needs/[id]`, parts: id(filed), seenBy: ['clerk', 'admin'], moves: needMoves, says: true },
    { at: `${desk}/needs/[id]`, parts: id(takenUp), seenBy: ['clerk', 'admin'], moves: needMoves, says: true },
    { at: 'volunteer/activities/[id]', parts: id(draft.activityId), seenBy: [] },
    { at: 'volunteer/activities/[id]/sign-up', parts: id(draft.activityId), seenBy: [] },
    { at: 'volunteer/shifts/[id]', parts: id(draft.shiftId), seenBy: [] },
    { at: 'volunteer/organisations/[id]', parts: id(applied.id), seenBy: [] },
    { at: 'volunteer/guardian/[token]', parts: {}, seenBy: [], moves: [renewal] },
    { at: 'volunteer/objection/[token]', parts: {}, seenBy: [] },
    { at: 'volunteer/hand-over/[token]', parts: {}, seenBy: [] },
    { at: 'volunteer/calendar/[token]', parts: {}, seenBy: [] },
    { at: `${mine}/minors/[id]`, parts: id(minor.volunteerId), seenBy: [] },
    { at: `${mine}/minors/[id]`, parts: id(child.volunteerId), seenBy: [] },
    garden('blocks', block.id),
    garden('sign-ups', signUpId),
    garden('minors-sign-ups', ofMinor),
    garden('needs', filed),
    garden('invitations', takenUp),
    garden('appointments', asked.id),
    garden('consents', consent.id),
    garden('minors', minor.volunteerId),
    garden('minors', child.volunteerId),
    garden('volunteers', volunteer.volunteerId),
    garden('volunteers', child.volunteerId),
    garden('age-claims', claim),
  ]
}
