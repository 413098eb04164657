import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { mayOrganise } from '../organisations/organisers.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import type { Refused } from '../refusals.ts'
import { openName } from '../volunteers/profile.ts'

/** Whom an organisation has trained, the latest first, for its organisers. Names are opened, so each reading is an event. */
export async function readTrainings(
  db: Db | Trx,
  personalData: PersonalData,
  {
    organisationId,
    personId,
    limit,
    offset = 0,
  }: { organisationId: number; personId: number; limit: number; offset?: number },
  now: Date,
) {
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, personId, organisationId, now)))
      return { refused: organisationRefusals.notYours } satisfies Refused
    const given = trx
      .selectFrom('training')
      .innerJoin('qualification', 'qualification.id', 'training.qualification_id')
      .innerJoin('volunteer', 'volunteer.id', 'training.volunteer_id')
      .where('qualification.organisation_id', '=', organisationId)
    const { total } = await given.select(eb => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
    const rows = await given
      .select([
        'training.id',
        'training.trained_on',
        'training.expires_on',
        'training.withdrawn_at',
        'qualification.title',
        'volunteer.number',
        'volunteer.name_sealed',
      ])
      .orderBy('training.id', 'desc')
      .limit(limit)
      .offset(offset)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'trainings.read',
      object: { kind: 'organisation', id: organisationId },
      detail: { rows: rows.length },
      at: now,
    })
    return {
      total: Number(total),
      rows: rows.map(({ name_sealed, ...row }) => ({ ...row, name: openName(personalData, name_sealed) })),
    }
  })
}
