import type { APIRoute } from 'astro'
import { holdsAny } from '#people/roles.ts'
import { editorRoles } from '#publishing/decap/config.ts'
import { listFiles } from '#publishing/files/listing.ts'
import { statusOf } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import type { FileChoice } from './_choice.ts'
import { storePosted } from './_upload.ts'

/**
 * The file library for the window in the editor, as JSON: GET lists what may be used in an entry (`?q=` by name, the
 * latest fifty), POST stores a file. Answers never redirect, so that the text stays in the editor.
 */
export const ALL: APIRoute = async context => {
  const visit = open(context, { methods: ['GET', 'POST'], neverLeads: true })
  if (visit instanceof Response) return visit
  const { person, portal, now } = visit
  if (!person) return answer({}, 401)
  if (!holdsAny(person, editorRoles)) return answer({}, 403)
  if (context.request.method === 'POST') {
    const posted = await storePosted({ ...visit, person })
    if ('address' in posted) return answer(posted)
    return answer({ errors: posted.errors }, 'status' in posted ? posted.status : statusOf(posted.refusal))
  }
  const search = (context.url.searchParams.get('q') ?? '').trim().slice(0, 100)
  const files = await listFiles({ db: portal.db, content: portal.content, person, now }, search)
  const usable = files.filter(({ state, replaced_by }) => state !== 'withdrawn' && replaced_by === null)
  return answer({
    files: usable
      .slice(0, 50)
      .map(({ address, name, bytes, state, owner }): FileChoice => ({ address, name, bytes, state, owner })),
  })
}

function answer(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'private, no-store' },
  })
}
