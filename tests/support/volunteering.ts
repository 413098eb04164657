import { createHash, randomInt, randomUUID } from 'node:crypto'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { type ActivityDraft, draftActivity } from '#volunteering/activities/drafting.ts'
import { publishActivity } from '#volunteering/activities/moves/publication.ts'
import { reviewActivity } from '#volunteering/activities/moves/review.ts'
import { signUp } from '#volunteering/sign-ups/sign-ups.ts'
import { createPersonalData } from '#people/personal-data.ts'
import type { Role } from '#people/roles.ts'
import { creditCheckOf } from '#forms/typed/credit-code.ts'
import { checkCharacterOf } from '#forms/typed/identity-number.ts'
import { applyForOrganisation, type OrganisationApplication } from '#volunteering/organisations/applying.ts'
import { addOrganiser } from '#volunteering/organisations/organisers.ts'
import { decideOrganisation } from '#volunteering/organisations/admission.ts'
import { registerVolunteer } from '#volunteering/volunteers/volunteers.ts'
import { addShift } from '#volunteering/shifts/adding.ts'
import type { Registration } from '#volunteering/volunteers/registration.ts'
import { dataKey } from './server.ts'

export const personalData = createPersonalData(dataKey)

/** A Monday morning in Lishui; the tests of flow 3 happen around it. */
export const monday = new Date('2026-11-23T01:00:00Z')
const hour = 3_600_000
export const minute = 60_000

export function hoursAfter(moment: Date, hours: number): Date {
  return new Date(moment.getTime() + hours * hour)
}

/** What a function returned, when it was not refused; the test fails with the refusal otherwise. */
export function granted<T extends object>(outcome: T): Exclude<T, { refused: unknown }> {
  if ('refused' in outcome) throw new Error(`refused: ${JSON.stringify(outcome)}`)
  return outcome as Exclude<T, { refused: unknown }>
}

let people = 0

/** A person without a login, as a phone account is. */
export async function addPerson(db: Db | Trx, name = `示例${++people}`, roles: Role[] = []): Promise<number> {
  return (
    await db
      .insertInto('person')
      .values({ name, roles, login: null, password_hash: null })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id
}

/** The version of the texts that people agree to in these tests. */
export const version = '2026-11-22'

export function registration(changes: Partial<Registration> = {}): Registration {
  return {
    name: '示例志愿者',
    birthDate: '1990-05-06',
    numberPrefix: 'SL',
    county: '331102',
    skills: [],
    availableTimes: [],
    wishes: [],
    consent: version,
    ...changes,
  }
}

export interface TestVolunteer {
  personId: number
  volunteerId: number
}

/** A registered volunteer with an account of their own; an adult unless told otherwise. */
export async function addVolunteer(db: Db, changes: Partial<Registration> = {}, now = monday): Promise<TestVolunteer> {
  const personId = await addPerson(db)
  return {
    personId,
    volunteerId: granted(await registerVolunteer(db, personalData, personId, registration(changes), now)).id,
  }
}

/** A phone that the person has proven by a code, one for each. */
export async function givePhone(db: Db, personId: number): Promise<string> {
  const phone = `139${String(personId).padStart(8, '0')}`
  await db
    .updateTable('person')
    .set({
      phone_hash: personalData.lookup(phone, 'phone'),
      phone_sealed: personalData.seal(phone, 'person.phone_sealed'),
    })
    .where('id', '=', personId)
    .where('phone_hash', 'is', null)
    .execute()
  return phone
}

/** The row of a volunteer, or of a child. */
export const recordOf = (db: Db, volunteerId: number) =>
  db.selectFrom('volunteer').selectAll().where('id', '=', volunteerId).executeTakeFirstOrThrow()

/** Many at once, straight into the tables: for races. */
export async function addVolunteers(db: Db, count: number, now = monday): Promise<TestVolunteer[]> {
  const people = await db
    .insertInto('person')
    .values(Array.from({ length: count }, (_, index) => ({ name: `示例${index}`, login: null, password_hash: null })))
    .returning('id')
    .execute()
  const rows = await db
    .insertInto('volunteer')
    .values(
      people.map(({ id }) => ({
        person_id: id,
        number: `LS${String(id).padStart(10, '0')}`,
        name_sealed: 'v1.',
        birth_date: '1990-05-06',
        county: '331102',
        registered_at: now,
      })),
    )
    .returning(['id', 'person_id'])
    .execute()
  return rows.map(row => ({ personId: row.person_id!, volunteerId: row.id }))
}

export interface TestOrganisation {
  organisationId: number
  /** Its organiser's person. */
  organiser: number
}

/** The token of a photo that waits, of which there is only the row: a paper for an application. */
export async function addPaper(db: Db, now = monday): Promise<string> {
  const token = randomUUID().replaceAll('-', '')
  const row = { file: `示例/${randomUUID()}/1`, width: 60, height: 40, received_at: now }
  await db
    .insertInto('waiting_photo')
    .values({ ...row, token_hash: createHash('sha256').update(token).digest('hex') })
    .execute()
  return token
}

/** What an organisation says of itself when it applies. */
export const application = (changes: Partial<OrganisationApplication> = {}): OrganisationApplication => ({
  requestKey: randomUUID(),
  // Files of tests share a database: a count would begin again in each.
  name: `示例志愿队${randomUUID().slice(0, 8)}`,
  county: '331102',
  introduction: '示例',
  contactName: '示例',
  contactPhone: '0578-2090000',
  standing: 'supervised',
  supervisingUnit: '示例街道办事处',
  documents: [],
  ...changes,
})

/** A grown-up whose identity number is known: who may apply for an organisation, and organise. */
export async function addProvenAdult(db: Db, changes: Partial<Registration> = {}, now = monday): Promise<number> {
  const birthDate = `${1950 + randomInt(40)}-0${1 + randomInt(9)}-${10 + randomInt(18)}`
  const identity = { number: identityNumberFor(birthDate, randomInt(1, 1000)) }
  const { personId } = await addVolunteer(db, { birthDate, identity, identityConsent: version, ...changes }, now)
  return personId
}

/** An admitted organisation with its founder, and a second organiser unless it is to be `alone`. */
export async function addOrganisation(
  db: Db,
  name?: string,
  now = monday,
  { alone = false }: { alone?: boolean } = {},
): Promise<TestOrganisation> {
  const organiser = await addProvenAdult(db, {}, now)
  const office = await addPerson(db, '示例审核', ['admin'])
  const form = application({ documents: [await addPaper(db, now)], ...(name !== undefined && { name }) })
  const { id } = granted(await applyForOrganisation(db, organiser, form, now))
  granted(await decideOrganisation(db, id, { approved: true, mayRecord: true }, office, now))
  if (!alone) await inTransaction(db, async trx => addOrganiser(trx, id, await addPerson(trx), organiser, now))
  return { organisationId: id, organiser }
}

/** Complete enough for the law's gate. */
export function activityDraft(changes: Partial<ActivityDraft> = {}): ActivityDraft {
  return {
    title: '路口文明劝导',
    kind: 'traffic',
    county: '331102',
    whatToDo: '在路口提醒行人和车辆',
    place: '示例路口',
    riskText: '路口车多',
    protectionText: '发放反光背心，讲安全',
    insurer: '示例保险公司',
    insuranceReference: '示例保单 2026-01',
    insuredFrom: '2020-01-01',
    insuredUntil: '2099-12-31',
    contactName: '示例',
    contactPhone: '0578-2090000',
    minimumAge: 14,
    guardianRule: 'consent',
    ...changes,
  }
}

export interface ShiftOptions {
  organisation?: TestOrganisation
  activity?: Partial<ActivityDraft>
  startsAt?: Date
  hours?: number
  capacity?: number
  opensAt?: Date
  publish?: boolean
}

const usual = new WeakMap<Db, Promise<TestOrganisation>>()

/** One organisation per database, for tests that do not care whose shift it is. */
function usualOrganisation(db: Db): Promise<TestOrganisation> {
  const organisation = usual.get(db) ?? addOrganisation(db, undefined, new Date(monday.getTime() - 1000 * hour))
  usual.set(db, organisation)
  return organisation
}

/** Publishes an activity; where the office looks at it first, it lets it out. */
export async function makeActivityPublic(db: Db, organiser: number, activityId: number, now = monday): Promise<void> {
  const { state } = granted(await publishActivity(db, organiser, activityId, now))
  if (state === 'published') return
  const office = await addPerson(db, '示例审核', ['admin'])
  const seen = db.selectFrom('activity').select('version').where('id', '=', activityId)
  const { version } = await seen.executeTakeFirstOrThrow()
  granted(await reviewActivity(db, { activityId, personId: office, passed: true, version }, now))
}

/** A published activity with one shift, two days from `monday` unless told otherwise. */
export async function addTestShift(
  db: Db,
  options: ShiftOptions = {},
  now = monday,
): Promise<TestOrganisation & { activityId: number; shiftId: number; startsAt: Date }> {
  const organisation = options.organisation ?? (await usualOrganisation(db))
  const startsAt = options.startsAt ?? hoursAfter(monday, 48)
  const { id: activityId } = granted(
    await draftActivity(
      db,
      organisation.organiser,
      organisation.organisationId,
      { ...activityDraft(options.activity), requestKey: randomUUID() },
      now,
    ),
  )
  const shift = {
    requestKey: randomUUID(),
    activityId,
    startsAt,
    endsAt: hoursAfter(startsAt, options.hours ?? 2),
    capacity: options.capacity ?? 2,
    opensAt: options.opensAt,
  }
  const { id: shiftId } = granted(await addShift(db, organisation.organiser, shift, now))
  if (options.publish !== false) await makeActivityPublic(db, organisation.organiser, activityId, now)
  return { ...organisation, activityId, shiftId, startsAt }
}

/** Signs people up under a fresh request key. */
export function sign(
  db: Db,
  shiftId: number,
  volunteers: TestVolunteer | TestVolunteer[],
  now = monday,
  requestKey: string = randomUUID(),
) {
  const party = Array.isArray(volunteers) ? volunteers : [volunteers]
  return signUp(
    db,
    personalData,
    { shiftId, volunteerIds: party.map(volunteer => volunteer.volunteerId), personId: party[0]!.personId, requestKey },
    now,
  )
}

/** The messages about a shift, a need or an organisation, in their order. */
export function messagesAbout(db: Db, kind: 'shift' | 'need' | 'organisation' | 'activity', id: number) {
  return db
    .selectFrom('message')
    .select(['template', 'to_person_id', 'facts'])
    .where('about_kind', '=', kind)
    .where('about_id', '=', String(id))
    .orderBy('id')
    .execute()
}

/** An 18-place identity number of the right form for that day of birth; belongs to nobody. */
export function identityNumberFor(birthDate: string, sequence = 1): string {
  const seventeen = `331199${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`
  return seventeen + checkCharacterOf(seventeen)
}

/** A 统一社会信用代码 of the right form that begins so, with 17 places; belongs to nobody. */
export function creditCodeFor(seventeen: string): string {
  return seventeen + creditCheckOf(seventeen)
}
