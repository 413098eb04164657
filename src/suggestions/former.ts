import type { Db } from '#db/schema.ts'
import type { Viewer } from './queue-filter.ts'
import { formerWords as words } from './former-words.ts'

/**
 * What became of a suggestion that lay with a unit of this officer and lies there no longer, in words; undefined to
 * anybody else. They had to do with it, so they are told, and are shown nothing of it any more.
 */
export async function findFormer(db: Db, number: string, { id, roles }: Viewer): Promise<string | undefined> {
  if (!roles.includes('officer')) return undefined
  const last = await db
    .selectFrom('assignment')
    .innerJoin('suggestion', 'suggestion.id', 'assignment.suggestion_id')
    .innerJoin('liaison', join =>
      join.on(eb => eb('liaison.unit', 'in', [eb.ref('assignment.unit'), eb.ref('assignment.deputy')])),
    )
    .select(['suggestion.state', 'assignment.part', 'assignment.returned_at'])
    .where('suggestion.number', '=', number)
    .where('liaison.person_id', '=', id)
    .where('assignment.ended_at', 'is not', null)
    .orderBy('assignment.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!last) return undefined
  if (last.state === 'withdrawn') return words.withdrawn
  if (last.returned_at) return words.returned
  return last.part === 'co' ? words.released : words.reRouted
}
