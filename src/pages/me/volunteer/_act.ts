import type { APIContext } from 'astro'
import type { Refusal } from '#forms/refusals.ts'
import type { SignedInPerson } from '#people/session.ts'
import { idIn, seeOther, statusOf } from '#web/outcome.ts'
import { plainResponse } from '#web/plain-page.ts'
import { open, type Visit } from '#web/visit.ts'

/** A button on “my garden”: does it for the person signed in and leads back with `done`; otherwise says why not. */
export async function act(
  context: APIContext, done: string, move: (id: number, visit: Visit<SignedInPerson>) => Promise<object | { refused: Refusal }>,
): Promise<Response> {
  const visit = open(context, { who: 'citizen', methods: ['POST'] })
  if (visit instanceof Response) return visit
  const outcome = await move(idIn(context.params.id) ?? 0, visit)
  if (!('refused' in outcome)) return seeOther(`/me/volunteer?done=${done}`)
  return plainResponse(statusOf(outcome.refused), { requestId: visit.requestId, title: '没有办成', words: `${outcome.refused.words}。请返回上一页。` })
}
