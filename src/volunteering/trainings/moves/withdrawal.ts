import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayOf } from '#calendar/lishui.ts'
import { fields, hidden, wholeNumber } from '#forms/fields.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { mayOrganise } from '../../organisations/organisers.ts'
import { organisationRefusals } from '../../organisations/refusals.ts'
import type { Refused } from '../../refusals.ts'
import { endComing } from '../../sign-ups/leaving.ts'
import { lackingOn } from '../lacking.ts'
import { trainingRefusals } from '../refusals.ts'

/** Of one training, from its line in the list. */
export const withdrawal = gardenMove({
  name: 'withdrawal',
  title: '收回',
  submit: '收回',
  done: '收回了；对方报名里要这一项的，已经取消，也告诉了。',
  look: 'warning',
  form: fields({ training: hidden(wholeNumber('培训', { min: 1, max: 999_999_999 })) }),
  asAsked: trainingRefusals.withdrawn,
  act: (db, organisationId, { training }, { person, now }) =>
    withdrawTraining(db, { organisationId, trainingId: training, personId: person.id }, now),
})

/** An organisation takes a training back. Sign-ups on coming shifts that ask for it end, and the volunteer is told. */
export async function withdrawTraining(
  db: Db | Trx,
  { organisationId, trainingId, personId }: { organisationId: number; trainingId: number; personId: number },
  now: Date,
): Promise<{ ended: number } | Refused> {
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, personId, organisationId, now))) return { refused: organisationRefusals.notYours }
    const volunteer = await trx
      .selectFrom('volunteer')
      .select(eb => ['id', eb.fn.coalesce('person_id', 'guardian_person_id').$castTo<number | null>().as('told')])
      .where('id', '=', eb => eb.selectFrom('training').select('volunteer_id').where('training.id', '=', trainingId))
      .forNoKeyUpdate()
      .executeTakeFirst()
    const training = await trx
      .selectFrom('training')
      .innerJoin('qualification', 'qualification.id', 'training.qualification_id')
      .select(['qualification_id', 'withdrawn_at'])
      .where('training.id', '=', trainingId)
      .where('organisation_id', '=', organisationId)
      .executeTakeFirst()
    if (!training || !volunteer) return { refused: trainingRefusals.unknown }
    if (training.withdrawn_at) return { refused: trainingRefusals.withdrawn }
    await trx
      .updateTable('training')
      .set({ withdrawn_at: now, withdrawn_by: personId })
      .where('id', '=', trainingId)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'training.withdrawn',
      object: { kind: 'volunteer', id: volunteer.id },
      detail: { training: trainingId, qualification: training.qualification_id },
      at: now,
    })
    const ended = await endComing(trx, volunteer.id, 'removed', personId, now, async shift => {
      if (!shift.qualifications.includes(training.qualification_id)) return false
      const lacking = lackingOn(sql`${volunteer.id}::int`, shift.qualifications, dayOf(shift.starts_at))
      const { rows } = await sql<{ lacks: string[] }>`SELECT ${lacking} AS lacks`.execute(trx)
      return rows[0]!.lacks.length > 0
    })
    if (volunteer.told !== null)
      await enqueueMessages(
        trx,
        [
          {
            to: { personId: volunteer.told },
            template: 'volunteer-training-withdrawn',
            facts: {},
            about: { kind: 'volunteer', id: volunteer.id },
          },
        ],
        now,
      )
    return { ended }
  })
}
