import type { APIRoute } from 'astro'
import { readDocument } from '#suggestions/documents.ts'
import { idIn, notFound, privateFile } from '#web/outcome.ts'
import { findTracked } from '#pages/participate/track/_code.ts'
import { open } from '#web/visit.ts'

/** A document of an interim reply, or of an answer once it is shown, for anyone who holds the code. */
export const ALL: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const id = idIn(context.params.document)
  const found = id && (await findTracked(visit, context.params.code ?? ''))
  if (!found || 'refused' in found) return notFound()
  const { suggestion } = found
  return privateFile(
    await readDocument(visit.db, visit.portal.photoStore, {
      suggestionId: suggestion.merged_into ?? suggestion.id,
      id,
      seenBy: suggestion.merged_into === null ? 'author' : 'merged-author',
    }),
  )
}
