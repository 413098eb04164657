import type { AstroGlobal } from 'astro'
import { findMove, type Made, openMove, type Returned, type ShownMove } from '#forms/move.ts'
import { seeOther, statusOf } from './outcome.ts'

/**
 * What follows on a move that was posted: the way to the page that tells of it (`?done=`), or to another, by what was done; or
 * what came back, for its page to show in its form, with the status that says why.
 */
export async function afterMove<Done extends object>(
  { response }: Pick<AstroGlobal, 'response'>,
  posting: Promise<Made<Done> | Returned>,
  page: string | ((made: Made<Done>) => string | Promise<string>),
): Promise<Response | Returned> {
  const posted = await posting
  if ('done' in posted) return seeOther(typeof page === 'string' ? `${page}?done=${posted.move}` : await page(posted))
  response.status = posted.status ?? statusOf(posted.refusal)
  return posted
}

/** Which of the moves offered stands open on a page (`usual`: where none was asked for), and what it tells of one that was made. */
export function shownMoves<Any extends ShownMove>(
  { url }: Pick<AstroGlobal, 'url'>,
  moves: readonly ShownMove[],
  { offered, returned, usual }: { offered: readonly Any[]; returned: Returned | undefined; usual?: string },
): { open: Any | undefined; done: string | undefined } {
  const { move, done } = Object.fromEntries(url.searchParams)
  return { open: openMove(offered, returned?.move, move, usual), done: findMove(moves, done)?.done }
}
