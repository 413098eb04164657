import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayOf, momentOf } from '#calendar/lishui.ts'
import { fields, requestKey, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import type { Refused } from '../../refusals.ts'
import { type ComingShift, lockForOrganiser, selectStanding } from '../organising.ts'
import { shiftRefusals } from '../refusals.ts'

/** After its beginning too: an umbrella was left behind. */
const findCancelled = ({ state }: ComingShift) => (state === 'cancelled' ? shiftRefusals.cancelled : undefined)

export const notes = gardenMove({
  name: 'notes',
  title: '告诉大家',
  hint: '已报上和待确认的人会收到短信，点开班次页就能看到你的话。短信里不带原话，也不要写别人的电话。',
  submit: '发出',
  done: '发出去了。',
  usual: true,
  form: fields({
    words: words('要说的话', {
      max: 500,
      rows: 4,
      hint: '例：下雨，请带雨衣；集合改到东门保安亭。',
      missing: '请写几句，500 字以内',
    }),
    request_key: requestKey(),
  }),
  offered: (shift: ComingShift) => !findCancelled(shift),
  act: (db, shiftId, { words, request_key }, { person, now }) =>
    tellRoster(db, { shiftId, personId: person.id, words, requestKey: request_key }, now),
})

/**
 * An organiser's words (500 characters at most) to everyone who is booked or holds an offer: a message leads to the
 * shift's page, where they read them. Returns how many people were told; the same request key again tells nobody twice.
 */
export async function tellRoster(
  db: Db | Trx,
  { shiftId, personId, words, requestKey }: { shiftId: number; personId: number; words: string; requestKey: string },
  now: Date,
): Promise<{ told: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now, findCancelled)
    if ('refused' in shift) return shift
    const holders = await selectStanding(trx, shift).where('sign_up.state', 'in', ['booked', 'offered']).execute()
    const told = new Set(holders.map(holder => holder.personId)).size
    const today = momentOf(dayOf(now))
    const written = await trx
      .selectFrom('shift_note')
      .select('request_key')
      .where('shift_id', '=', shiftId)
      .where('written_at', '>=', today)
      .execute()
    if (written.length >= shift.notes_per_day && !written.some(note => note.request_key === requestKey))
      return { refused: shiftRefusals.notesUsedUp(shift.notes_per_day) }
    const note = await trx
      .insertInto('shift_note')
      .values({ request_key: requestKey, shift_id: shiftId, words, written_by: personId, written_at: now })
      .onConflict(conflict => conflict.column('request_key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!note) return { told }
    await tellOfShift(trx, shift, holders, 'shift-note', now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'roster.told',
      object: { kind: 'shift', id: shiftId },
      detail: { told },
      at: now,
    })
    return { told }
  })
}

/** What organisers wrote to those who come to the shift, newest first. */
export function listNotes(db: Db | Trx, shiftId: number) {
  return db
    .selectFrom('shift_note')
    .select(['id', 'words', 'written_at'])
    .where('shift_id', '=', shiftId)
    .orderBy('id', 'desc')
    .execute()
}
