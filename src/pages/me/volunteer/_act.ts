import type { APIContext } from 'astro'
import type { SignedInPerson } from '#people/session.ts'
import { requireCitizen } from '#web/citizen-guard.ts'
import { refuseOtherMethods } from '#web/guard.ts'
import { idIn, seeOther, statusOf, wordsOf } from '../../volunteer/_visit.ts'
import { plainResponse } from '#web/plain-page.ts'

/** A button on “my garden”: does it for the person signed in and leads back with `done`; otherwise says why not. */
export async function act(
  visit: APIContext, done: string, move: (id: number, person: SignedInPerson) => Promise<object>, unknown: string,
): Promise<Response> {
  const refused = refuseOtherMethods(visit, 'POST')
  if (refused) return refused
  const person = requireCitizen(visit)
  if (person instanceof Response) return person
  const id = idIn(visit.params.id)
  const outcome: object = id ? await move(id, person) : { refused: unknown }
  if (!('refused' in outcome)) return seeOther(`/me/volunteer?done=${done}`)
  const reason = String(outcome.refused)
  return plainResponse(statusOf(reason), { requestId: visit.locals.requestId, title: '没有办成', words: `${wordsOf(reason)}。请返回上一页。` })
}
