import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { choice as oneOfThese, fields, someOf } from '#forms/fields.ts'
import { endUnchosen, passOnOffers, settle } from '../../line/line.ts'
import { recordMoves } from '../../line/trail.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import type { Refused } from '../../refusals.ts'
import { findHindrance, readParties } from '../../sign-ups/parties.ts'
import { askWhoAgreedToLess } from '../asking-again.ts'
import { takePlaces } from '../lock.ts'
import { type ComingShift, findOver, lockForOrganiser } from '../organising.ts'
import { shiftRefusals } from '../refusals.ts'

/** What decides whether people are chosen still. */
export interface ChoosingShift extends ComingShift {
  choose_by: Date | null
}

/** Where the organiser chooses: the one move of it, with those who applied. */
export const choice = gardenMove({
  name: 'choice',
  title: '选人',
  hint: '选上的马上报上；到了时间还没有选的，都会收到没有选上的消息。选不选，看做得了什么，不看是谁。',
  submit: '定下来并告诉他们',
  done: '定了，都告诉了。',
  usual: true,
  form: fields({
    sign_ups: someOf('选谁', { look: 'rows' }),
    rest: oneOfThese(
      '其余的人',
      { wait: '先不定，还可以再选', tell: '就这些了，现在告诉其余的人没有选上' },
      { look: 'rows', missing: '请选其余的人怎么办' },
    ),
  }),
  offered: (shift: ChoosingShift, { now }) => !findNotChoosing(shift, now),
  act: (db, shiftId, { sign_ups, rest }, { person, now }) =>
    chooseApplicants(db, { shiftId, signUpIds: sign_ups.map(Number), rest, personId: person.id }, now),
})

/** Everybody who signed up for the shift, by the id of their sign-up, as the form knows them: who is chosen is said by the move. */
export async function listSignedUp(db: Db | Trx, shiftId: number): Promise<ReadonlyMap<string, string>> {
  const rows = await db.selectFrom('sign_up').select('id').where('shift_id', '=', shiftId).execute()
  return new Map(rows.map(({ id }) => [String(id), '']))
}

/** Why nobody is chosen for the shift now. */
function findNotChoosing(shift: ChoosingShift, now: Date) {
  if (shift.choose_by === null) return shiftRefusals.notByChoice
  return findOver(shift, now) ?? (now >= shift.choose_by ? shiftRefusals.choiceOver : undefined)
}

/**
 * Gives places to those who applied, all of each request or none, and tells them; `rest`: whether the others are told now
 * that they were not chosen, or wait. Ages, consents, company, trainings, rest and other bookings are looked at again. Who
 * was chosen before stays so.
 */
export async function chooseApplicants(
  db: Db | Trx,
  {
    shiftId,
    signUpIds,
    rest,
    personId,
  }: { shiftId: number; signUpIds: number[]; rest: 'wait' | 'tell'; personId: number },
  now: Date,
): Promise<{ chosen: number; ended: number } | Refused> {
  let booked: number[] = []
  const outcome = await inTransaction<{ chosen: number; ended: number } | Refused>(db, async trx => {
    booked = []
    await holdVolunteersOf(trx, shiftId, signUpIds)
    const shift = await lockForOrganiser(trx, shiftId, personId, now, findNotChoosing)
    if ('refused' in shift) return shift
    await settle(trx, shift, now)
    const named = await trx
      .selectFrom('sign_up')
      .select('state')
      .where('shift_id', '=', shiftId)
      .where('id', '=', sql<number>`ANY (${signUpIds}::int[])`)
      .execute()
    if (named.length < new Set(signUpIds).size || named.some(({ state }) => state === 'ended'))
      return { refused: shiftRefusals.applicantsChanged }
    if (named.length === 0 && rest === 'wait') return { refused: shiftRefusals.nobodyChosen }

    const applied = await readParties(trx, shift, 'applied', now, { after: 0, limit: 100_000 })
    const chosen = applied.filter(({ members }) => members.some(({ id }) => signUpIds.includes(id)))
    const people = chosen.flatMap(({ members }) => members)
    const free = shift.capacity - shift.taken
    if (people.length > free) return { refused: shiftRefusals.moreThanFree(free, people.length) }
    for (const { members } of chosen) {
      const hindrance = findHindrance(shift, members)
      if (hindrance) return { refused: shiftRefusals.cannotServe(await numberOf(trx, hindrance.volunteerId)) }
    }
    const by = { kind: 'person' as const, id: personId }
    if (people.length > 0) {
      await takePlaces(trx, shift, people.length)
      await trx
        .updateTable('sign_up')
        .set({ state: 'booked', chosen_at: now })
        .where(
          'id',
          'in',
          people.map(({ id }) => id),
        )
        .execute()
      await recordMoves(trx, shift, people, 'booked', by, now)
      await tellOfShift(trx, shift, people, 'shift-chosen', now, { until: shift.starts_at })
      await askWhoAgreedToLess(trx, shift, now)
    }
    booked = people.map(({ volunteerId }) => volunteerId)
    return { chosen: people.length, ended: rest === 'tell' ? await endUnchosen(trx, shift, by, now) : 0 }
  })
  if (booked.length > 0) await passOnOffers(db, booked, now)
  return outcome
}

/** Volunteers are held before the shift, as everywhere: they may be signing up for another one. */
async function holdVolunteersOf(trx: Trx, shiftId: number, signUpIds: number[]): Promise<void> {
  await sql`
    SELECT FROM volunteer WHERE id IN (
      SELECT volunteer_id FROM sign_up WHERE shift_id = ${shiftId} AND request_key IN (
        SELECT request_key FROM sign_up WHERE shift_id = ${shiftId} AND id = ANY (${signUpIds}::int[])))
    ORDER BY id FOR NO KEY UPDATE`.execute(trx)
}

async function numberOf(trx: Trx, volunteerId: number): Promise<string> {
  const { number } = await trx
    .selectFrom('volunteer')
    .select('number')
    .where('id', '=', volunteerId)
    .executeTakeFirstOrThrow()
  return number ?? ''
}
