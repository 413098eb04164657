import { aDay } from '#calendar/spans.ts'
import type { IncidentKind } from '#db/schema-volunteers.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { momentOf } from '#calendar/lishui.ts'
import { choice, clock, day, fields, requestKey, words } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { listOfficeIds } from '../../organisations/standing.ts'
import { gardenMove } from '../../move.ts'
import { tellOfShift } from '../../notify.ts'
import { keyUsed, type Refused } from '../../refusals.ts'
import { type ComingShift, lockForOrganiser } from '../organising.ts'
import { shiftRefusals } from '../refusals.ts'

const daysAfter = 7 * aDay

/** What happened is written down from the beginning of the shift until a week after its end. */
const findTooEarlyOrLate = ({ state, starts_at, ends_at }: ComingShift, now: Date) => {
  if (state === 'cancelled') return shiftRefusals.cancelled
  if (now < starts_at) return shiftRefusals.notBegun
  return now.getTime() > ends_at.getTime() + daysAfter ? shiftRefusals.longOver : undefined
}

export const incidentKinds: Record<IncidentKind, string> = {
  injury: '有人受伤',
  illness: '有人不舒服',
  conflict: '起了冲突',
  damage: '东西损坏',
  lost: '有人走失、东西丢失',
  other: '别的',
}

export const incident = gardenMove({
  name: 'incident',
  title: '记一件事',
  hint: '有人受伤、起冲突、东西损坏，马上记下来，文明办会收到消息。写的话加密保存，只有组织者和文明办能看。',
  submit: '记下并告诉文明办',
  done: '记下了，已告诉文明办。',
  look: 'warning',
  form: fields({
    kind: choice('什么事', incidentKinds, { missing: '请选是什么事' }),
    happened_on: day('哪一天', { wrong: '请选日期' }),
    happened_at: clock('几点', { missing: '请写钟点，例如 09:30', wrong: '请写钟点，例如 09:30' }),
    words: words('经过', {
      min: 2,
      max: 1000,
      rows: 5,
      hint: '谁、怎么了、怎样处理的、谁在照看',
      missing: '请写下经过，1000 字以内',
    }),
    request_key: requestKey(),
  }),
  offered: (shift: ComingShift, { now }) => !findTooEarlyOrLate(shift, now),
  act: (db, shiftId, { kind, happened_on, happened_at, words, request_key }, { person, now, portal }) =>
    recordIncident(
      db,
      portal.personalData,
      {
        shiftId,
        personId: person.id,
        kind,
        happenedAt: momentOf(happened_on, happened_at),
        words,
        requestKey: request_key,
      },
      now,
    ),
})

export interface NewIncident {
  shiftId: number
  personId: number
  kind: IncidentKind
  happenedAt: Date
  words: string
  requestKey: string
}

/** Writes down what happened on a shift, sealed, and tells the office. The same request key again is the same. */
export async function recordIncident(
  db: Db | Trx,
  personalData: PersonalData,
  { shiftId, personId, kind, happenedAt, words, requestKey }: NewIncident,
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const shift = await lockForOrganiser(trx, shiftId, personId, now, findTooEarlyOrLate)
    if ('refused' in shift) return shift
    const before = await trx
      .selectFrom('shift_incident')
      .select(['id', 'shift_id'])
      .where('request_key', '=', requestKey)
      .executeTakeFirst()
    if (before) return before.shift_id === shiftId ? { id: before.id } : { refused: keyUsed }
    if (happenedAt < shift.starts_at || happenedAt > now) return { refused: shiftRefusals.happenedElsewhen }
    const added = await trx
      .insertInto('shift_incident')
      .values({
        request_key: requestKey,
        shift_id: shiftId,
        kind,
        happened_at: happenedAt,
        words_sealed: personalData.seal(words, 'shift_incident.words_sealed'),
        recorded_by: personId,
        recorded_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'shift.incident',
      object: { kind: 'shift', id: shiftId },
      detail: { incident: added.id, kind },
      at: now,
    })
    const office = await listOfficeIds(trx)
    await tellOfShift(
      trx,
      shift,
      office.map(id => ({ personId: id })),
      'shift-incident',
      now,
    )
    return added
  })
}
