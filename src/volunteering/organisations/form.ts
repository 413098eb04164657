import type * as z from 'zod'
import { fields, oneOf, optional, requestKey } from '#forms/fields.ts'
import type { OrganisationApplication } from './applying.ts'
import { describedBy, describedFields, rightStanding } from './described.ts'
import { documentField } from './documents.ts'
import { organisationRefusals } from './refusals.ts'

/** Somebody applies for a team to be admitted. */
export const applicationForm = fields(
  {
    ...describedFields,
    documents: documentField,
    parent: optional(oneOf('上级队伍', { choose: '没有' })),
    request_key: requestKey(),
  },
  (given, fault, failed) => {
    rightStanding(given, fault as Parameters<typeof rightStanding>[1], failed)
    if (given.documents?.length === 0) fault('documents', organisationRefusals.noDocument.words)
  },
)

/** The application that a checked form describes. */
export function applicationOf(data: z.output<typeof applicationForm>): OrganisationApplication {
  return {
    ...describedBy(data),
    documents: data.documents,
    requestKey: data.request_key,
    parentId: data.parent === undefined ? undefined : Number(data.parent),
  }
}
