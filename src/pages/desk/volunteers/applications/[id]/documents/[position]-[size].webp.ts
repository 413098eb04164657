import type { APIRoute } from 'astro'
import { photoSizes } from '#suggestions/photo-files.ts'
import { admittingRoles } from '#volunteering/organisations/admission.ts'
import { readDocument } from '#volunteering/organisations/documents.ts'
import { idIn, privatePicture } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A paper of an application, for the office that decides. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: admittingRoles })
  if (visit instanceof Response) return visit
  const organisationId = idIn(context.params.id)
  const position = idIn(context.params.position)
  const size = photoSizes.find(one => String(one) === context.params.size)
  const picture =
    organisationId &&
    position &&
    size &&
    (await readDocument(visit.db, visit.portal.photoStore, { organisationId, position, size }))
  return privatePicture(picture || undefined)
}
