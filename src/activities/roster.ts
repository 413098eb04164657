import type { Db, Trx } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import { recordEvent } from '../people/events.ts'
import type { PersonalData } from '../people/personal-data.ts'
import { ageOfMajority, ageOn, dayOf } from '../volunteers/age.ts'
import { mayOrganise } from '../volunteers/organisations.ts'
import { openName } from '../volunteers/profile.ts'
import { tellParty } from './line.ts'
import { type Notify, tellNobody } from './notify.ts'
import { lockShift } from './shift-lock.ts'
import { selectStanding } from './shifts.ts'

/** Organisers see phone numbers until this long after the shift: enough to return a lost umbrella, not to build a list. */
const phoneDays = 7

/** Whether the organiser may still see the phone numbers of a shift's roster. */
function mayShowPhones(shift: { ends_at: Date }, now: Date): boolean {
  return now.getTime() <= shift.ends_at.getTime() + phoneDays * 86_400_000
}

/**
 * Who comes, for organisers of the shift's organisation only: booked first, then offered, then the line. Names are
 * opened, so each reading is an event. Whoever erased themselves has no name. `personId` leads to the phone number
 * (of a child: the guardian's) while `phones` says so.
 */
export async function readRoster(
  db: Db | Trx, personalData: PersonalData, { shiftId, personId }: { shiftId: number; personId: number }, now: Date,
): Promise<{ phones: boolean; rows: RosterRow[] } | { refused: 'shift-unknown' | 'not-your-organisation' }> {
  return inTransaction(db, async trx => {
    const shift = await trx
      .selectFrom('shift')
      .innerJoin('activity', 'activity.id', 'shift.activity_id')
      .select(['shift.starts_at', 'shift.ends_at', 'activity.organisation_id'])
      .where('shift.id', '=', shiftId)
      .executeTakeFirst()
    if (!shift) return { refused: 'shift-unknown' as const }
    if (!(await mayOrganise(trx, personId, shift.organisation_id))) return { refused: 'not-your-organisation' as const }
    const phones = mayShowPhones(shift, now)
    const rows = await trx
      .selectFrom('sign_up')
      .innerJoin('volunteer', 'volunteer.id', 'sign_up.volunteer_id')
      .select(eb => [
        'sign_up.id', 'sign_up.state', 'sign_up.position', 'sign_up.request_key', 'sign_up.first_timer', 'sign_up.signed_up_at', 'sign_up.confirm_by', 'sign_up.late', 'sign_up.ended_reason',
        'volunteer.number', 'volunteer.name_sealed', 'volunteer.birth_date', 'volunteer.person_id', eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id').as('contact'),
      ])
      .where('sign_up.shift_id', '=', shiftId)
      .where(eb => eb.or([eb('sign_up.state', '<>', 'ended'), eb('sign_up.ended_reason', '=', 'cannot-come')]))
      .orderBy(eb => eb.case('sign_up.state').when('booked').then(1).when('offered').then(2).when('waiting').then(3).when('entered').then(3).else(4).end())
      .orderBy('sign_up.position')
      .orderBy('sign_up.id')
      .execute()
    await recordEvent(trx, { actor: { kind: 'person', id: personId }, action: 'roster.read', object: { kind: 'shift', id: shiftId }, detail: { rows: rows.length, phones }, at: now })
    return {
      phones,
      rows: rows.map(({ name_sealed, birth_date, person_id, contact, ...row }) => ({
        ...row,
        name: openName(personalData, name_sealed),
        minor: birth_date !== null && ageOn(birth_date, dayOf(shift.starts_at)) < ageOfMajority,
        child: person_id === null && contact !== null,
        personId: contact,
      })),
    }
  })
}

export interface RosterRow {
  id: number
  state: string
  position: number
  request_key: string
  first_timer: boolean
  signed_up_at: Date
  confirm_by: Date | null
  late: boolean
  ended_reason: string | null
  number: string | null
  name: string | undefined
  minor: boolean
  child: boolean
  personId: number | null
}

/** An organiser's words to everyone who is booked or holds an offer; returns how many people were told. */
export async function tellRoster(
  db: Db | Trx, { shiftId, personId, words }: { shiftId: number; personId: number; words: string }, now: Date, notify: Notify = tellNobody,
): Promise<{ told: number } | { refused: 'shift-unknown' | 'not-your-organisation' }> {
  return inTransaction(db, async trx => {
    const shift = await lockShift(trx, shiftId)
    if (!shift) return { refused: 'shift-unknown' as const }
    if (!(await mayOrganise(trx, personId, shift.organisation_id))) return { refused: 'not-your-organisation' as const }
    const holders = await selectStanding(trx, shift).where('sign_up.state', 'in', ['booked', 'offered']).execute()
    await tellParty(trx, shift, holders, 'from-organiser', notify, { words })
    const told = new Set(holders.map(holder => holder.personId)).size
    await recordEvent(trx, { actor: { kind: 'person', id: personId }, action: 'roster.told', object: { kind: 'shift', id: shiftId }, detail: { told }, at: now })
    return { told }
  })
}

/** Reminds everyone booked on a shift that begins within a day, once. Called every few minutes; returns how many. */
export async function remindTomorrow(db: Db | Trx, now: Date, notify: Notify = tellNobody): Promise<number> {
  return inTransaction(db, async trx => {
    const reminded = await trx
      .updateTable('sign_up')
      .from('volunteer')
      .from('shift')
      .innerJoin('activity', 'activity.id', 'shift.activity_id')
      .set({ reminded_at: now })
      .whereRef('volunteer.id', '=', 'sign_up.volunteer_id')
      .whereRef('shift.id', '=', 'sign_up.shift_id')
      .where('sign_up.state', '=', 'booked')
      .where('sign_up.reminded_at', 'is', null)
      .where('sign_up.starts_at', '>', now)
      .where('sign_up.starts_at', '<=', new Date(now.getTime() + 86_400_000))
      .returning(eb => [
        eb.fn.coalesce('volunteer.person_id', 'volunteer.guardian_person_id').$castTo<number>().as('personId'), 'shift.id', 'shift.starts_at', 'shift.ends_at', 'shift.meeting_point', 'activity.title', 'activity.place',
      ])
      .execute()
    // Parent and child on one shift: one message.
    const messages = new Map(reminded.map(row => [`${row.personId} ${row.id}`, row]))
    for (const row of messages.values()) {
      const facts = { shift: row.id, title: row.title, startsAt: row.starts_at.toISOString(), endsAt: row.ends_at.toISOString(), place: row.meeting_point || row.place }
      await notify(trx, { toPersonId: row.personId, template: 'shift-tomorrow', facts })
    }
    return messages.size
  })
}
