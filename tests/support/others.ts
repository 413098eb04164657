import { randomUUID } from 'node:crypto'
import type { Db } from '#db/schema.ts'
import type { ShownMove } from '#forms/move.ts'
import { gardenMoves } from '#pages/me/volunteer/_moves.ts'
import { addClient } from '#machines/clients.ts'
import { invitePerson } from '#people/invitations.ts'
import type { Role } from '#people/roles.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { recordMoves } from '#record/moves/index.ts'
import { authorMoves, deskMoves } from '#suggestions/moves/index.ts'
import { note } from '#suggestions/moves/note.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
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
import { officeMoves } from '#volunteering/volunteers/moves/index.ts'
import { meeting } from '#volunteering/volunteers/moves/meeting.ts'
import { renewal } from '#volunteering/volunteers/moves/renewal.ts'
import { addColleagues, leadUnit, written } from './course.ts'
import { suggestionInput } from './suggestion.ts'
import { addChild, addMinor } from './guardians.ts'
import {
  addOrganisation,
  addPerson,
  addProvenAdult,
  addTestShift,
  addVolunteer,
  application,
  granted,
  hoursAfter,
  personalData,
  sign,
} from './volunteering.ts'
import { waitingDocument, waitingPhoto } from './waiting.ts'

/** What stands in everything that is somebody's: nobody else may read it. */
export const secret = '只给主人看的话'
const secretPhone = '13900005781'
export const secrets = [secret, secretPhone]

/** A thing of somebody, and who of the sample people may open it too. */
export interface Thing {
  /** The folder of src/pages whose pages are about it. */
  at: string
  parts: Record<string, string>
  seenBy: readonly Role[]
  moves?: readonly ShownMove[]
  /** Its page has the secret words for those who may open it. */
  says?: true
}

/** Things of people who are none of the sample people, one for each folder of addresses with an id in it. */
export async function plantThingsOfOthers(db: Db, dataDir: string, now: Date): Promise<Thing[]> {
  return [
    ...(await suggestionOfAnother(db, dataDir, now)),
    ...(await volunteering(db, dataDir, now)),
    ...(await staff(db, now)),
  ]
}

const idOf = async (db: Db, number: string) =>
  (await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()).id

async function suggestionOfAnother(db: Db, dataDir: string, now: Date): Promise<Thing[]> {
  const people = await addColleagues(db)
  const photo = () => waitingPhoto(db, dataDir, now)
  const received = await receiveSuggestion(
    db,
    suggestionInput({ title: secret, body: secret, place: secret, name: secret, phone: secretPhone }),
    [await photo()],
    { personalData, now, privacyVersion: '2026-11-22' },
  )
  if ('refused' in received) throw new Error(received.refused)
  const { number } = received
  const made = [
    await makeMove(db, acceptance, number, {}, people.clerk, now),
    await makeMove(
      db,
      handOver,
      number,
      { lead: leadUnit, ...asShown(await previewFor(db, await idOf(db, number), {})), photos_clear: true },
      people.clerk,
      now,
    ),
    await makeMove(db, signature, number, {}, people.lead, now),
    await makeMove(db, note, number, { note: secret, request_key: randomUUID() }, people.clerk, now),
    await makeMove(db, supervision, number, { words: secret, request_key: randomUUID() }, people.supervisor, now),
    await makeMove(
      db,
      addition,
      number,
      { body: secret, photos: [await photo()], request_key: randomUUID() },
      'author',
      now,
    ),
    await makeMove(
      db,
      answer,
      number,
      {
        ...written(secret, undefined, { before: [await photo()], after: [await photo()] }),
        documents: [await waitingDocument(db, dataDir, now)],
      },
      people.lead,
      now,
    ),
  ]
  for (const outcome of made) if ('refused' in outcome) throw new Error(JSON.stringify(outcome))
  const id = await idOf(db, number)
  const rowOf = (table: 'answer' | 'addition') =>
    db.selectFrom(table).select('id').where('suggestion_id', '=', id).executeTakeFirstOrThrow()
  const letter = await db
    .selectFrom('supervision_letter')
    .select(['year', 'number'])
    .where('suggestion_id', '=', id)
    .executeTakeFirstOrThrow()
  const office = ['clerk', 'supervisor', 'admin'] as const
  const answerId = (await rowOf('answer')).id
  const document = await db
    .selectFrom('reply_document')
    .select('id')
    .where('answer_id', '=', answerId)
    .executeTakeFirstOrThrow()
  const ids = {
    answer: String(answerId),
    addition: String((await rowOf('addition')).id),
    document: String(document.id),
  }
  return [
    {
      at: 'desk/suggestions/[number]',
      parts: { number, ...ids, photo: 'own-1' },
      seenBy: office,
      moves: deskMoves,
      says: true,
    },
    {
      at: 'desk/record/[number]',
      parts: { number, key: 'draft-0', photo: `asked-suggestion-${id}-1` },
      seenBy: ['clerk', 'supervisor'],
      moves: recordMoves,
    },
    // Not published, it is nowhere.
    { at: 'suggestions/[number]', parts: { number }, seenBy: [] },
    { at: 'share/[type]', parts: { type: 'suggestions', id: number }, seenBy: [] },
    { at: 'desk/letters/[number]', parts: { number: `${letter.year}-${letter.number}` }, seenBy: office, says: true },
    // Its number opens nothing: only its author has the code.
    { at: 'participate/track/[code]', parts: { code: number, number: '1', ...ids }, seenBy: [], moves: authorMoves },
    { at: 'participate/photos/[token]', parts: { token: '0'.repeat(32) }, seenBy: [] },
    // A program is told of what it has sent itself.
    { at: 'open311/v2/requests/[id]', parts: { id: number }, seenBy: [] },
    { at: 'open311/v2/tokens/[id]', parts: { id: number }, seenBy: [] },
  ]
}

async function volunteering(db: Db, dataDir: string, now: Date): Promise<Thing[]> {
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
  ]
}

async function staff(db: Db, now: Date): Promise<Thing[]> {
  const by = await addPerson(db, '示例管理', ['admin'])
  const invited = await invitePerson(
    db,
    { login: 'another', name: secret, roles: ['clerk'], units: [] },
    { id: by },
    now,
  )
  if ('refused' in invited) throw new Error(JSON.stringify(invited))
  const { id } = await db.selectFrom('person').select('id').where('login', '=', 'another').executeTakeFirstOrThrow()
  const file = await db
    .insertInto('stored_file')
    .values({
      address: '/files/0123456789abcdef/file.pdf',
      stored_as: 'none.pdf',
      name: `${secret}.pdf`,
      bytes: 1,
      owner_id: id,
      stored_at: now,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const client = await addClient(
    db,
    personalData,
    { name: '别的系统', contact: secret, may: ['read'] },
    { id: by },
    now,
  )
  if ('refused' in client) throw new Error(client.refused)
  return [
    { at: 'desk/clients/[id]', parts: { id: String(client.id) }, seenBy: ['admin'], says: true },
    { at: 'desk/people/[id]', parts: { id: String(id) }, seenBy: ['admin'], says: true },
    { at: 'admin/files/[id]', parts: { id: String(file.id) }, seenBy: ['reviewer', 'publisher'], says: true },
    { at: 'invitation/[token]', parts: {}, seenBy: [] },
  ]
}
