import type { APIRoute } from 'astro'
import { admittingRoles } from '#volunteering/organisations/admission.ts'
import { readFile } from '#volunteering/organisations/documents.ts'
import { idIn, notFound, privateFile } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A paper of an application that is a PDF, for the office that decides. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: admittingRoles })
  if (visit instanceof Response) return visit
  const organisationId = idIn(context.params.id)
  const position = idIn(context.params.position)
  if (!organisationId || !position) return notFound()
  return privateFile(await readFile(visit.db, visit.portal.photoStore, { organisationId, position }))
}
