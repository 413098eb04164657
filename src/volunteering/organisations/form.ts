import type * as z from 'zod'
import { askedFor, fields, oneOf, optional, requestKey } from '#forms/fields.ts'
import type { OrganisationApplication } from './applying.ts'
import { describedBy, describedFields, rightStanding } from './described.ts'
import { documentField, fileField } from './documents.ts'
import { organisationRefusals } from './refusals.ts'

/** Somebody applies for a team to be admitted. */
export const applicationForm = fields(
  {
    ...describedFields,
    documents: askedFor('sometimes', documentField),
    files: fileField,
    parent: optional(oneOf('上级队伍', { choose: '没有' })),
    request_key: requestKey(),
  },
  (given, fault, failed) => {
    rightStanding(given, fault as Parameters<typeof rightStanding>[1], failed)
    // What is carried ends with the name of the file.
    if (given.files?.some(file => !file.toLowerCase().endsWith('.pdf')))
      fault('files', organisationRefusals.filesNotPdf.words)
    if (given.documents?.length === 0 && given.files?.length === 0)
      fault('documents', organisationRefusals.noDocument.words)
  },
)

/** The application that a checked form describes. */
export function applicationOf(data: z.output<typeof applicationForm>): OrganisationApplication {
  return {
    ...describedBy(data),
    documents: data.documents,
    files: data.files,
    requestKey: data.request_key,
    parentId: data.parent === undefined ? undefined : Number(data.parent),
  }
}
