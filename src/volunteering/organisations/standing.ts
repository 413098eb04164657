import type { Db, Trx } from '#db/schema.ts'
import type { OrganisationState } from '#db/schema-volunteers.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import type { MessageTemplate } from '#messages/words.ts'
import { listHolders } from '#people/in-use.ts'

/** An organisation as somebody at the desk sees it. */
export interface SeenOrganisation {
  state: OrganisationState
  may_record: boolean
  /** They admit organisations. */
  office: boolean
  /** A change that its organisers asked for waits for the office. */
  changeWaits: boolean
}

/** The organisation, held against other moves. */
export function lockOrganisation(trx: Trx, organisationId: number) {
  return trx.selectFrom('organisation').selectAll().where('id', '=', organisationId).forUpdate().executeTakeFirst()
}

type OrganisationTemplate = Extract<MessageTemplate, `organisation-${string}`>

/** Tells people something about an organisation, each once. */
export async function tellOfOrganisation(
  trx: Trx,
  organisationId: number,
  personIds: Iterable<number>,
  template: OrganisationTemplate,
  now: Date,
): Promise<void> {
  await enqueueMessages(
    trx,
    [...new Set(personIds)].map(personId => ({
      to: { personId },
      template,
      about: { kind: 'organisation', id: organisationId },
    })),
    now,
  )
}

export async function listOrganiserIds(db: Db | Trx, organisationId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('organiser')
    .select('person_id')
    .where('organisation_id', '=', organisationId)
    .orderBy('person_id')
    .execute()
  return rows.map(row => row.person_id)
}

/** Whether the person organises for it: somebody else decides about it. */
export const organises = async (db: Db | Trx, personId: number, organisationId: number): Promise<boolean> =>
  (await listOrganiserIds(db, organisationId)).includes(personId)

/** Who admits organisations: for what they have to know. */
export async function listOfficeIds(db: Db | Trx): Promise<number[]> {
  return (await listHolders(db, 'admin')).map(({ id }) => id)
}
