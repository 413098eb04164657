import { randomUUID } from 'node:crypto'
import type { Db } from '#db/schema.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { beginAssessment } from '#assessment/beginning.ts'
import { assessmentMoves, unitMoves } from '#assessment/moves/index.ts'
import { fileReport } from '#assessment/reports/move.ts'
import { filing } from '#assessment/reports/moves/filing.ts'
import { periodsAsked, periodsBefore } from '#assessment/reports/periods.ts'
import { reportMoves } from '#assessment/reports/moves/index.ts'
import { taskMoves } from '#assessment/tasks/moves/index.ts'
import { addClient } from '#machines/clients.ts'
import { invitePerson } from '#people/invitations.ts'
import { makeMove } from '#suggestions/course.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { addition } from '#suggestions/moves/addition.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { handOver } from '#suggestions/moves/hand-over.ts'
import { recordMoves } from '#record/moves/index.ts'
import { fileApplication, findApplicant } from '#honours/applications.ts'
import { honourMoves } from '#honours/moves/index.ts'
import { authorMoves, deskMoves } from '#suggestions/moves/index.ts'
import { note } from '#suggestions/moves/note.ts'
import { signature } from '#suggestions/moves/signature.ts'
import { supervision } from '#suggestions/moves/supervision.ts'
import { asShown, previewFor } from '#suggestions/redaction/preview.ts'
import { receiveSuggestion } from '#suggestions/suggestions.ts'
import { sampleFacts, sampleScheme } from './assessing.ts'
import { entryOfAnother } from './contests.ts'
import { addColleagues, leadUnit, written } from './course.ts'
import { suggestionInput } from './suggestion.ts'
import { addPerson, hoursAfter, personalData } from './volunteering.ts'
import { waitingDocument, waitingPhoto } from './waiting.ts'
import { secret, secretPhone, type Thing } from './thing.ts'
import { volunteeringOfAnother } from './others-volunteering.ts'

/** Things of people who are none of the sample people, one for each folder of addresses with an id in it. */
export async function plantThingsOfOthers(db: Db, dataDir: string, now: Date): Promise<Thing[]> {
  return [
    ...(await suggestionOfAnother(db, dataDir, now)),
    ...(await volunteeringOfAnother(db, dataDir, now)),
    ...(await staff(db, now)),
    ...(await reportOfAnother(db, dataDir, now)),
    ...(await assessmentOfAnother(db, now)),
    ...(await taskOfAnother(db, now)),
  ]
}

/** An assessment that asks a unit whose officers are none of the sample people, with its objection. */
async function assessmentOfAnother(db: Db, now: Date): Promise<Thing[]> {
  const unit = 'jiaoyu'
  const by = await addPerson(db, '示例督办', ['supervisor'])
  const scheme = { ...sampleScheme, data: { ...sampleScheme.data, year: 2020 } } as never
  const facts = { ...sampleFacts, units: [{ id: unit, name: unit, until: undefined }] }
  await beginAssessment(
    db,
    scheme,
    { request_key: randomUUID() },
    { person: { id: by, roles: ['supervisor'] }, now, facts },
  )
  const { id } = await db.selectFrom('assessment').select('id').where('year', '=', 2020).executeTakeFirstOrThrow()
  const another = await addPerson(db, '示例考评', ['clerk'])
  await db
    .updateTable('assessment_line')
    .set({ first_by: by, first_points: 1, second_by: another, second_points: 1 })
    .where('assessment_id', '=', id)
    .where('measure', '=', 'judged')
    .execute()
  await db
    .updateTable('assessment')
    .set({ state: 'objections', opened_at: now, objections_until: hoursAfter(now, 100) })
    .where('id', '=', id)
    .execute()
  await db
    .insertInto('assessment_objection')
    .values({
      ...{ assessment_id: id, unit, criterion: 'standing', request_key: randomUUID() },
      ...{ words: secret, filed_by: another, filed_at: now },
    })
    .execute()
  const seenBy = ['clerk', 'supervisor', 'admin'] as const
  const at = 'desk/assessment/[year]'
  return [
    { at, parts: { year: '2020' }, seenBy, moves: assessmentMoves },
    { at: `${at}/units/[unit]`, parts: { year: '2020', unit }, seenBy, moves: unitMoves, says: true },
    { at: 'desk/assessment/indicators', parts: { id: 'fire-lanes' }, seenBy },
  ]
}

/** What a unit whose officers are none of the sample people reported of a task. */
async function taskOfAnother(db: Db, now: Date): Promise<Thing[]> {
  const task = '2026-gardeners'
  const row = { task, unit: 'minzheng', progress: 'running', words: secret, request_key: randomUUID() } as const
  const filed_by = await addPerson(db, '示例联络员', ['officer'])
  await db
    .insertInto('task_report')
    .values({ ...row, filed_by, filed_at: now })
    .execute()
  const seenBy = ['clerk', 'supervisor', 'admin'] as const
  return [{ at: 'desk/tasks/[id]', parts: { id: task }, seenBy, moves: taskMoves, says: true }]
}

/** A report of a unit whose officers are none of the sample people. */
async function reportOfAnother(db: Db, dataDir: string, now: Date): Promise<Thing[]> {
  const unit = 'jiaoyu'
  const period = periodsBefore(dayInLishui(now), 'half-year', periodsAsked).at(-1)!
  const person = { id: await addPerson(db, '示例联络员', ['officer']) }
  await db.insertInto('liaison').values({ person_id: person.id, unit }).execute()
  const filed = await fileReport(
    db,
    filing,
    {
      unit: { id: unit, name: unit, until: undefined },
      period,
      rules: { rhythm: 'half-year', days: 15, public: false },
      rectified: 0,
    },
    {
      ...{ done: secret, problems: secret, next: secret, request_key: randomUUID(), fill: undefined },
      ...{ led: 0, in_time: 0, late: 0, reopened: 0, rectified: 0, inspections: 0 },
      documents: [await waitingDocument(db, dataDir, now)],
    },
    { person, now },
  )
  if ('refused' in filed) throw new Error(JSON.stringify(filed))
  const document = await db
    .selectFrom('reply_document')
    .select('id')
    .where('report_version_id', 'is not', null)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return [
    {
      at: 'desk/reports/[unit]/[period]',
      parts: { unit, period, document: String(document.id) },
      seenBy: ['clerk', 'supervisor', 'admin'],
      moves: reportMoves,
      says: true,
    },
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
  const application = await fileApplication(
    db,
    {
      unit: leadUnit,
      kind: 'school',
      title: secret,
      level: 'city',
      county: '331102',
      reasons: secret.repeat(4),
      looked: false,
      request_key: randomUUID(),
    },
    await findApplicant(db, people.lead),
    now,
  )
  if ('refused' in application) throw new Error(application.refused.words)
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
    {
      at: 'desk/honours/[id]',
      parts: { id: String(application.id) },
      seenBy: ['clerk', 'supervisor'],
      moves: honourMoves,
      says: true,
    },
    ...(await entryOfAnother(db, id, now)),
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
