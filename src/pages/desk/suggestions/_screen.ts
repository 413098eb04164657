import type { APIContext } from 'astro'
import type { SignedInPerson } from '../../../people/session.ts'
import { parseCode } from '../../../suggestions/code.ts'
import { type DeskSuggestion, findDeskSuggestion } from '../../../suggestions/desk.ts'
import { type Move, type MoveRefusal, moves } from '../../../suggestions/moves.ts'
import { refuseOtherMethods, requireRole } from '../../../web/guard.ts'

type Visit = Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>

/** The suggestion of the address as the desk shows it, or undefined when there is none. */
export async function findOnScreen({ locals: { portal }, params }: Visit): Promise<DeskSuggestion | undefined> {
  const code = parseCode(params.code ?? '')
  return code ? findDeskSuggestion(portal.db, portal.personalData, code) : undefined
}

/** Method, role and code of a posted move in one step: who makes it on which suggestion, or the response to return. */
export function guardMove(visit: Visit, move: Move): { person: SignedInPerson; code: string } | Response {
  const refused = refuseOtherMethods(visit, 'POST')
  if (refused) return refused
  const person = requireRole(visit, ...moves[move].roles)
  if (person instanceof Response) return person
  const code = parseCode(visit.params.code ?? '')
  return code ? { person, code } : new Response(null, { status: 404 })
}

/** Back to the suggestion, which says quietly what was done. */
export function returnAfter(move: Move, code: string): Response {
  return new Response(null, { status: 303, headers: { Location: `/desk/suggestions/${code}?done=${move}` } })
}

/** 404 for a code nobody has, 409 for a move that came too late. */
export function statusOf({ refused }: MoveRefusal): 404 | 409 {
  return refused === 'unknown-code' ? 404 : 409
}
