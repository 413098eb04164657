import type { SignedInPerson } from '#people/session.ts'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { isListed, listQueue, type QueueRow } from '#suggestions/queue.ts'
import type { Visit } from '#web/visit.ts'
import { listQueryOf, readFilter } from './_filter.ts'

/** As many as a page of the table has. */
export const pageLimit = 50

/** The list that a matter was opened from. */
export interface OpenedFrom {
  /** Its filter and page, as the query of an address. */
  query: string
  /** The rows of its page. */
  rows: QueueRow[]
  /** The number of the matter after this one; undefined after the last. */
  next: string | undefined
}

/** The list in the address of a matter: each link from the table carries it. Undefined for who came another way. */
export async function findOpenedFrom(
  url: URL,
  visit: Visit<SignedInPerson>,
  number: string,
): Promise<OpenedFrom | undefined> {
  if (!url.searchParams.has('state')) return undefined
  const { db, person, now } = visit
  const filter = readFilter(url.searchParams, visit)
  const after = readSuggestionNumber(url.searchParams.get('after') ?? '')
  const { rows, next } = await listQueue(db, filter, person, { after, limit: pageLimit, now })
  const at = rows.findIndex(row => row.number === number)
  const onNextPage = next ? (await listQueue(db, filter, person, { after: next, limit: 1, now })).rows : []
  return {
    query: listQueryOf(filter, after),
    rows,
    next: (rows[at + 1] ?? onNextPage[0])?.number,
  }
}

/**
 * Where to go after a move: on to the next of the list when the matter has left it, so that a list is worked off by the
 * same key; else back to the matter. `from` is the list as it was before the move.
 */
export async function addressAfter(
  move: string,
  number: string,
  { from, isStillSeen }: { from: OpenedFrom | undefined; isStillSeen: boolean },
  { db, person, now, edition }: Visit<SignedInPerson>,
): Promise<string> {
  const list = '/desk/suggestions'
  if (!from) return `${list}${isStillSeen ? `/${number}` : ''}?done=${move}`
  const filter = readFilter(new URLSearchParams(from.query), { person, edition })
  if (isStillSeen && (await isListed(db, filter, person, number, now)))
    return `${list}/${number}?${from.query}&done=${move}`
  const next = from.next ? `/${from.next}` : ''
  return `${list}${next}?${from.query}&done=${move}${next && isStillSeen ? `&of=${number}` : ''}`
}
