import type * as z from 'zod'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, requestKey } from '#forms/fields.ts'
import { recordEvent } from '#people/events.ts'
import { gardenMove } from '../../move.ts'
import { keyUsed, type Refused } from '../../refusals.ts'
import { describedBy, type Described, describedColumns, describedFields, rightStanding } from '../described.ts'
import { mayOrganise } from '../organisers.ts'
import { organisationRefusals } from '../refusals.ts'
import { listOfficeIds, lockOrganisation, type SeenOrganisation, tellOfOrganisation } from '../standing.ts'
import { findTaken } from '../taken.ts'

const form = fields({ ...describedFields, request_key: requestKey() }, (given, fault, failed) =>
  rightStanding(given, fault as Parameters<typeof rightStanding>[1], failed),
)

export const change = gardenMove({
  name: 'change',
  title: '改资料',
  hint: '改好交文明办审核，审核通过以前，公开的还是原来的。',
  submit: '提交审核',
  done: '交上去了，审核的结果会发消息告诉你。',
  form,
  offered: ({ state, changeWaits }: SeenOrganisation) => state === 'approved' && !changeWaits,
  act: (db, id, data: z.output<typeof form>, { person, now }) =>
    askForChange(
      db,
      { organisationId: id, personId: person.id, requestKey: data.request_key, described: describedBy(data) },
      now,
    ),
})

/** An organiser asks for the organisation to be described otherwise; the office decides, and is told. The same form again is one change. */
export async function askForChange(
  db: Db | Trx,
  {
    organisationId,
    personId,
    requestKey,
    described,
  }: { organisationId: number; personId: number; requestKey: string; described: Described },
  now: Date,
): Promise<{ id: number } | Refused> {
  return inTransaction(db, async trx => {
    const organisation = await lockOrganisation(trx, organisationId)
    if (!organisation || !(await mayOrganise(trx, personId, organisationId, now)))
      return { refused: organisationRefusals.notYours }
    const before = await trx
      .selectFrom('organisation_change')
      .select(['id', 'organisation_id'])
      .where('request_key', '=', requestKey)
      .executeTakeFirst()
    if (before) return before.organisation_id === organisationId ? { id: before.id } : { refused: keyUsed }
    if (await findWaitingChange(trx, organisationId)) return { refused: organisationRefusals.changeWaits }
    const columns = describedColumns(described)
    if (Object.entries(columns).every(([name, value]) => organisation[name as keyof typeof columns] === value))
      return { refused: organisationRefusals.sameAsBefore }
    const taken = await findTaken(trx, described, organisationId)
    if (taken) return { refused: taken }
    const added = await trx
      .insertInto('organisation_change')
      .values({
        ...columns,
        organisation_id: organisationId,
        request_key: requestKey,
        asked_by: personId,
        asked_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'organisation.change-asked',
      object: { kind: 'organisation', id: organisationId },
      at: now,
    })
    await tellOfOrganisation(trx, organisationId, await listOfficeIds(trx), 'organisation-change-waits', now)
    return added
  })
}

/** The change of an organisation that waits for the office, or undefined. */
export function findWaitingChange(db: Db | Trx, organisationId: number) {
  return db
    .selectFrom('organisation_change')
    .selectAll()
    .where('organisation_id', '=', organisationId)
    .where('decided_at', 'is', null)
    .executeTakeFirst()
}

/** Organisations whose changes wait for the office, longest first. */
export function listWaitingChanges(db: Db | Trx) {
  return db
    .selectFrom('organisation_change')
    .innerJoin('organisation', 'organisation.id', 'organisation_change.organisation_id')
    .select(['organisation.id', 'organisation.name', 'organisation.county', 'organisation_change.asked_at'])
    .where('organisation_change.decided_at', 'is', null)
    .orderBy('organisation_change.asked_at')
    .orderBy('organisation_change.id')
    .execute()
}
