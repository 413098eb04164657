import type { Insertable } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { ActivityTable } from '#db/schema-volunteers.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { mayOrganise } from '../organisations/organisers.ts'
import { organisationRefusals } from '../organisations/refusals.ts'
import { keyUsed, type Refused } from '../refusals.ts'
import { type ActivityRules, type ActivityWords, columnsOf } from './terms.ts'

export type ActivityDraft = Pick<ActivityWords, 'title'> &
  Pick<ActivityRules, 'kind' | 'county'> &
  Partial<ActivityWords & ActivityRules>

/** Starts a draft; it may be as empty as it likes until it is published. The same request key again returns the same draft. */
export async function draftActivity(
  db: Db | Trx,
  personId: number,
  organisationId: number,
  draft: ActivityDraft & { requestKey: string; needId?: number; sample?: boolean },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    if (!(await mayOrganise(trx, personId, organisationId, now))) return { refused: organisationRefusals.notYours }
    const before = await trx
      .selectFrom('activity')
      .select(['id', 'organisation_id'])
      .where('request_key', '=', draft.requestKey)
      .executeTakeFirst()
    if (before) return before.organisation_id === organisationId ? { id: before.id } : { refused: keyUsed }
    const added = await trx
      .insertInto('activity')
      .values({
        ...(columnsOf(draft) as Pick<Insertable<ActivityTable>, 'title' | 'kind' | 'county'>),
        request_key: draft.requestKey,
        organisation_id: organisationId,
        need_id: draft.needId ?? null,
        sample: draft.sample ?? false,
        created_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'activity.drafted',
      object: { kind: 'activity', id: added.id },
      detail: { organisation: organisationId },
      at: now,
    })
    return added
  })
}
