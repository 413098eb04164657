import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'

/** What happened on shifts, newest first, with the words opened: of one shift for its organiser, of all for the office. Who reads any is an event. */
export async function readIncidents(
  db: Db | Trx,
  personalData: PersonalData,
  { shiftId, personId, limit = 100 }: { shiftId?: number; personId: number; limit?: number },
  now: Date,
) {
  return inTransaction(db, async trx => {
    let query = trx
      .selectFrom('shift_incident')
      .innerJoin('shift', 'shift.id', 'shift_incident.shift_id')
      .innerJoin('activity', 'activity.id', 'shift.activity_id')
      .innerJoin('organisation', 'organisation.id', 'activity.organisation_id')
      .select([
        'shift_incident.id',
        'shift_incident.shift_id',
        'shift_incident.kind',
        'shift_incident.happened_at',
        'shift_incident.words_sealed',
        'shift_incident.recorded_at',
        'activity.title',
        'organisation.name as organisation_name',
      ])
    if (shiftId !== undefined) query = query.where('shift_incident.shift_id', '=', shiftId)
    const rows = await query.orderBy('shift_incident.id', 'desc').limit(limit).execute()
    if (rows.length > 0)
      await recordEvent(trx, {
        actor: { kind: 'person', id: personId },
        action: 'shift.incidents-read',
        object: shiftId === undefined ? { kind: 'portal', id: 'incidents' } : { kind: 'shift', id: shiftId },
        detail: { found: rows.length },
        at: now,
      })
    return rows.map(({ words_sealed, ...row }) => ({
      ...row,
      words: personalData.open(words_sealed, 'shift_incident.words_sealed'),
    }))
  })
}
