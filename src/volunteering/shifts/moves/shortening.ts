import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { addDays } from '#calendar/work-calendar.ts'
import { dayOf, momentOf } from '#calendar/lishui.ts'
import { clock, fields, words } from '#forms/fields.ts'
import { gardenMove } from '../../move.ts'
import type { Refused } from '../../refusals.ts'
import { type ComingShift, lockForOrganiser } from '../organising.ts'
import { shiftRefusals } from '../refusals.ts'
import { endEarlier, findNotRunning } from '../stopping.ts'

export const shortening = gardenMove({
  name: 'shortening',
  title: '缩短',
  hint: '改早结束的时间，时长跟着算。在场的人都会收到消息，并能看到下面的话。',
  submit: '缩短',
  done: '结束时间改早了，都告诉了。',
  form: fields({
    until: clock('几点结束', { missing: '请写钟点，例如 11:00', wrong: '请写钟点，例如 11:00' }),
    words: words('为什么', { min: 2, max: 500, rows: 3, hint: '例：活干得快', missing: '请写几句，500 字以内' }),
  }),
  offered: (shift: ComingShift, { now }) => !findNotRunning(shift, now),
  act: (db, shiftId, { until, words }, { person, now }) =>
    shortenShift(db, { shiftId, personId: person.id, until, words }, now),
})

/** Lets a shift that runs end earlier: at `until`, the next time that clocks in Lishui show it. */
export async function shortenShift(
  db: Db | Trx,
  { shiftId, personId, until, words }: { shiftId: number; personId: number; until: string; words: string },
  now: Date,
): Promise<{ told: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now, findNotRunning)
    if ('refused' in shift) return shift
    const today = momentOf(dayOf(now), until)
    const endsAt = today > now ? today : momentOf(addDays(dayOf(now), 1), until)
    if (endsAt >= shift.ends_at)
      return { refused: today <= now && today > shift.starts_at ? shiftRefusals.alreadyPast : shiftRefusals.notEarlier }
    return { told: await endEarlier(trx, shift, { endsAt, words, personId }, now) }
  })
}
