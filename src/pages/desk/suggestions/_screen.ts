import type { APIContext } from 'astro'
import type { SignedInPerson } from '../../../people/session.ts'
import { parseCode } from '../../../suggestions/code.ts'
import { type DeskSuggestion, findDeskSuggestion } from '../../../suggestions/desk.ts'
import { listMoves, type Move, type MoveRefusal, rolesFor } from '../../../suggestions/course.ts'
import { refuseOtherMethods, requireRole } from '../../../web/guard.ts'

type Visit = Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>

/** The suggestion of the address as the desk shows it, with the moves this person may make; undefined when there is none. */
export async function findOnScreen({ locals: { portal }, params }: Visit, person: SignedInPerson): Promise<{ suggestion: DeskSuggestion; offered: Move[] } | undefined> {
  const code = parseCode(params.code ?? '')
  const suggestion = code && (await findDeskSuggestion(portal.db, portal.personalData, code))
  return suggestion ? { suggestion, offered: await listMoves(portal.db, suggestion, person) } : undefined
}

/** Method, role and code of a posted move in one step: who makes it on which suggestion, or the response to return. */
export function guardMove(visit: Visit, move: Move): { person: SignedInPerson; code: string } | Response {
  const refused = refuseOtherMethods(visit, 'POST')
  if (refused) return refused
  const person = requireRole(visit, ...rolesFor(move))
  if (person instanceof Response) return person
  const code = parseCode(visit.params.code ?? '')
  return code ? { person, code } : new Response(null, { status: 404 })
}

/** Back to the suggestion, which says quietly what was done. */
export function returnAfter(move: Move, code: string): Response {
  return new Response(null, { status: 303, headers: { Location: `/desk/suggestions/${code}?done=${move}` } })
}

/** 404 for a code nobody has, 403 for a move that is not this person's, 409 for one that came too late. */
export function statusOf({ refused }: MoveRefusal | { refused: string }): 403 | 404 | 409 {
  if (refused === 'unknown-code') return 404
  return refused === 'wrong-role' || refused === 'not-your-unit' ? 403 : 409
}
