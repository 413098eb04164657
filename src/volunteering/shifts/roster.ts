import { ReadableStream as NodeStream } from 'node:stream/web'
import { sql } from 'kysely'
import { momentOf } from '#calendar/lishui.ts'
import { aDay, anHour, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { EndedReason, Relation, SignUpState } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { writeCsv } from '#forms/csv.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'
import { mayOrganise } from '../organisations/organisers.ts'
import { trainedOn } from '../trainings/lacking.ts'
import { openName } from '../volunteers/profile.ts'
import { tellOfShift } from '../notify.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import type { Refused } from '../refusals.ts'
import { shiftRefusals } from './refusals.ts'

/** Organisers see phone numbers until this long after the shift: enough to return a lost umbrella, not to build a list. */
const phoneDays = 7

/** Whether the organisers may still see the phone numbers of a shift's roster. */
export function mayShowPhones(shift: { ends_at: Date }, now: Date): boolean {
  return now.getTime() <= shift.ends_at.getTime() + phoneDays * aDay
}

export interface RosterRow {
  id: number
  state: SignUpState
  position: number
  /** People of one request come together. */
  request_key: string
  first_timer: boolean
  signed_up_at: Date
  confirm_by: Date | null
  late: boolean
  ended_reason: EndedReason | null
  number: string | null
  /** Anyone who erased themselves has none. */
  name: string | undefined
  minor: boolean
  /** A child record: the phone is the guardian's. */
  child: boolean
  /** Only when asked for and still to be seen. */
  phone: string | undefined
  /** Of who applies: what they were trained in and is valid on the day, and whole hours served; what an organiser chooses by. */
  trainings: string[]
  served_hours: number
  /** Whom to call about a minor: their guardians, the phone as long as it may be seen. */
  guardians: EmergencyContact[]
}

export interface EmergencyContact {
  guardianshipId: number
  name: string | undefined
  relation: Relation | null
  phone: string | undefined
  /** An organiser has met them. */
  confirmed: boolean
}

interface Asked {
  shiftId: number
  personId: number
  /** Phone numbers too, while they may be seen. */
  phones?: boolean
}

/**
 * Who comes, for organisers of the shift's organisation only: booked first, then offered, then the line, then who
 * called off. Names are opened, so each reading is an event that says whether phone numbers were among it.
 */
export async function readRoster(
  db: Db | Trx,
  personalData: PersonalData,
  asked: Asked,
  now: Date,
): Promise<{ phones: boolean; rows: RosterRow[] } | Refused> {
  const read = await readSealed(db, personalData, asked, 'roster.read', now)
  return read.refused ? { refused: read.refused } : { phones: read.phones, rows: read.rows.map(read.open) }
}

/** One column of the exported roster: its heading and the cell of a row. */
export interface RosterColumn {
  heading: string
  cell(row: RosterRow): string | number
}

/** The roster as a CSV, opened and written in portions. The export is an event, recorded before the first byte. */
export async function exportRoster(
  db: Db | Trx,
  personalData: PersonalData,
  { columns, ...asked }: Asked & { columns: RosterColumn[] },
  now: Date,
): Promise<ReadableStream<Uint8Array> | Refused> {
  const read = await readSealed(db, personalData, asked, 'roster.exported', now)
  if (read.refused) return { refused: read.refused }
  const lines = function* () {
    yield [columns.map(({ heading }) => heading)]
    for (let from = 0; from < read.rows.length; from += 200)
      yield read.rows
        .slice(from, from + 200)
        .map(read.open)
        .map(row => columns.map(({ cell }) => cell(row)))
  }
  // Node's own type: the page's library of types does not know `from` yet.
  return NodeStream.from(writeCsv(lines())) as unknown as ReadableStream<Uint8Array>
}

/** The rows as they lie in the database, and what opens one of them. */
async function readSealed(
  db: Db | Trx,
  personalData: PersonalData,
  { shiftId, personId, phones = false }: Asked,
  action: 'roster.read' | 'roster.exported',
  now: Date,
) {
  return inTransaction(db, async trx => {
    const shift = await trx
      .selectFrom('shift')
      .innerJoin('activity', 'activity.id', 'shift.activity_id')
      .select(['shift.starts_at', 'shift.ends_at', 'activity.organisation_id'])
      .where('shift.id', '=', shiftId)
      .executeTakeFirst()
    if (!shift) return { refused: shiftRefusals.unknown }
    if (!(await mayOrganise(trx, personId, shift.organisation_id, now)))
      return { refused: organisationRefusals.notYours }
    const shown = phones && mayShowPhones(shift, now)
    const rows = await selectRows(trx, shiftId, now).execute()
    const guardians = Map.groupBy(await selectGuardians(trx, shiftId).execute(), ({ sign_up_id }) => sign_up_id)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action,
      object: { kind: 'shift', id: shiftId },
      detail: { rows: rows.length, phones: shown },
      at: now,
    })
    const open = ({
      name_sealed,
      phone_sealed,
      birth_date,
      person_id,
      guardian_person_id,
      ...row
    }: (typeof rows)[number]): RosterRow => ({
      ...row,
      name: openName(personalData, name_sealed),
      minor: birth_date !== null && ageOn(birth_date, dayOf(shift.starts_at)) < ageOfMajority,
      child: person_id === null && guardian_person_id !== null,
      // Nobody calls, or learns the family of, who was not chosen.
      phone:
        shown && row.state !== 'applied' && phone_sealed !== null
          ? personalData.open(phone_sealed, 'person.phone_sealed')
          : undefined,
      guardians: (row.state === 'applied' ? [] : (guardians.get(row.id) ?? [])).map(guardian => ({
        guardianshipId: guardian.id,
        name:
          guardian.name_sealed === null ? undefined : personalData.open(guardian.name_sealed, 'guardian.name_sealed'),
        relation: guardian.relation,
        phone:
          shown && guardian.phone_sealed !== null
            ? personalData.open(guardian.phone_sealed, 'person.phone_sealed')
            : undefined,
        confirmed: guardian.confirmed_at !== null,
      })),
    })
    return { phones: shown, rows, open }
  })
}

/** The guardians of the minors on a shift: of whom is grown up on the day nobody is called. */
function selectGuardians(trx: Trx, shiftId: number) {
  return trx
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .innerJoin('guardianship', join =>
      join.onRef('guardianship.volunteer_id', '=', 'volunteer.id').on('guardianship.ended_at', 'is', null),
    )
    .innerJoin('person', 'person.id', 'guardianship.person_id')
    .leftJoin('guardian', 'guardian.person_id', 'guardianship.person_id')
    .select([
      'sign_up.id as sign_up_id',
      'guardianship.id',
      'guardianship.relation',
      'guardianship.confirmed_at',
      'guardian.name_sealed',
      'person.phone_sealed',
    ])
    .where('sign_up.shift_id', '=', shiftId)
    .where('sign_up.state', '<>', 'ended')
    .where(sql<boolean>`sign_up.starts_at < adult_from(volunteer.birth_date)`)
    .orderBy('guardianship.place')
}

function selectRows(trx: Trx, shiftId: number, now: Date) {
  return trx
    .selectFrom('sign_up')
    .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
    .leftJoin('person', join =>
      join.on(eb => eb('person.id', '=', eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id'))),
    )
    .select([
      'sign_up.id',
      'sign_up.state',
      'sign_up.position',
      'sign_up.request_key',
      'sign_up.first_timer',
      'sign_up.signed_up_at',
      'sign_up.confirm_by',
      'sign_up.late',
      'sign_up.ended_reason',
      'volunteer.number',
      'volunteer.name_sealed',
      'volunteer.birth_date',
      'volunteer.person_id',
      'volunteer.guardian_person_id',
      'person.phone_sealed',
      sql<string[]>`CASE WHEN sign_up.state <> 'applied' THEN '{}' ELSE ARRAY(
        SELECT title FROM qualification WHERE id = ANY (${trainedOn(sql`volunteer.id`, sql`(sign_up.starts_at AT TIME ZONE 'Asia/Shanghai')`)})
        ORDER BY title) END`.as('trainings'),
      sql<number>`CASE WHEN sign_up.state <> 'applied' THEN 0 ELSE (
        SELECT coalesce(floor(extract(epoch FROM sum(served.ends_at - served.starts_at)) / 3600), 0)::int FROM sign_up served
        WHERE served.volunteer_id = volunteer.id AND served.state = 'booked' AND served.ends_at < ${now}) END`.as(
        'served_hours',
      ),
    ])
    .where('sign_up.shift_id', '=', shiftId)
    .where(eb =>
      eb.or([eb('sign_up.state', '<>', 'ended'), eb('sign_up.ended_reason', 'in', ['cannot-come', 'erased'])]),
    )
    .orderBy(eb =>
      eb
        .case('sign_up.state')
        .when('booked')
        .then(1)
        .when('offered')
        .then(2)
        .when('waiting')
        .then(3)
        .when('applied')
        .then(3)
        .when('entered')
        .then(3)
        .else(4)
        .end(),
    )
    .orderBy('sign_up.position')
    .orderBy('sign_up.id')
}

/** Reminders go out between these hours in Lishui: late enough not to wake anybody, early enough to find a substitute. */
const remindFrom = 9
const remindUntil = 20

/** Reminds everyone booked on a shift of tomorrow, once, during the day. Called every minute; returns how many people. */
export async function remindTomorrow(db: Db | Trx, now: Date): Promise<number> {
  const midnight = momentOf(dayOf(now))
  const hours = (now.getTime() - midnight.getTime()) / anHour
  if (hours < remindFrom || hours >= remindUntil) return 0
  return inTransaction(db, async trx => {
    const reminded = await trx
      .updateTable('sign_up')
      .from('volunteer')
      .set({ reminded_at: now })
      .whereRef('volunteer.id', '=', 'sign_up.volunteer_id')
      .where('sign_up.state', '=', 'booked')
      .where('sign_up.reminded_at', 'is', null)
      .where('sign_up.starts_at', '>=', later(midnight, aDay))
      .where('sign_up.starts_at', '<', later(midnight, 2 * aDay))
      .returning(eb => [
        eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id').$castTo<number>().as('personId'),
        'sign_up.shift_id as id',
        'sign_up.starts_at',
      ])
      .execute()
    const byShift = Map.groupBy(reminded, row => row.id)
      .values()
      .toArray()
    for (const people of byShift)
      await tellOfShift(trx, people[0]!, people, 'shift-tomorrow', now, { until: people[0]!.starts_at })
    return byShift.reduce((sum, people) => sum + new Set(people.map(person => person.personId)).size, 0)
  })
}
