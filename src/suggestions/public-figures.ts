import type { Db } from '#db/schema.ts'
import { inUnitsHands } from './course.ts'
import { countOf, type Counts, type FigureRow, type Figures, listFigures, type Share, shares } from './figures.ts'
import { addMonths, type Month, monthOf } from './months.ts'

/** A number about fewer suggestions than this may point at one person: it is not published. */
export const smallestShown = 5

/** Why a number is not published: it is less than `smallestShown`, or it would give such a one away. */
export type Hidden = 'few' | 'withheld'

export interface PublishedCounts {
  received: number | Hidden
  shares: Record<Share, { part: number; of: number } | Hidden>
}

export interface PublishedRow extends PublishedCounts {
  key: string
}

export interface PublicFigures {
  /** When they were counted. */
  at: Date
  /** Twelve months with the present one. */
  from: Month
  to: Month
  total: PublishedCounts
  byMonth: PublishedRow[]
}

/**
 * What may be published of figures as they are now: small numbers hidden, and with them what would give them away. By unit and
 * county they are told month by month and for good (`statistics.ts`): what moves each minute could be subtracted.
 */
export function publishFigures(
  { at, total, byMonth }: Pick<Figures, 'total' | 'byMonth'> & { at: Date },
  { from, to }: { from: Month; to: Month },
): PublicFigures {
  const [whole] = publishRows([{ key: 'total', counts: total }])
  return {
    at,
    from,
    to,
    total: whole!,
    byMonth: publishRows(byMonth),
  }
}

function publishRows(rows: FigureRow[]): PublishedRow[] {
  const hiddenIn = (count: (counts: Counts) => number) => hideSmall(rows.map(({ counts }) => count(counts)))
  const received = hiddenIn(counts => counts.received)
  const columns = (Object.keys(shares) as Share[]).map(share => {
    const { part, of } = shares[share]
    const hidden = hiddenIn(counts => countOf(counts, of))
    return [
      share,
      rows.map(({ counts }, index) => hidden[index] ?? { part: countOf(counts, part), of: countOf(counts, of) }),
    ] as const
  })
  return rows.map(({ key, counts }, index) => ({
    key,
    received: received[index] ?? counts.received,
    shares: Object.fromEntries(columns.map(([share, cells]) => [share, cells[index]!])) as PublishedCounts['shares'],
  }))
}

/**
 * Which numbers of a column stay hidden, when their sum is known to all. Nought counts as small, so that "few" can
 * mean any of 0 to 4. A small number alone is what is missing from the sum, and where every small one is as large as
 * it can be the sum says so: then the smallest of the others is withheld too, without a word on how large it is.
 */
export function hideSmall(counts: readonly number[]): (Hidden | undefined)[] {
  const small = [...counts.keys()].filter(index => counts[index]! < smallestShown)
  const sum = small.reduce((total, index) => total + counts[index]!, 0)
  const isGivenAway = counts.length > 1 && sum > 0 && (small.length === 1 || sum === small.length * (smallestShown - 1))
  const others = [...counts.keys()]
    .filter(index => !small.includes(index))
    .toSorted((one, other) => counts[one]! - counts[other]!)
  const withheld = isGivenAway ? (others[0] ?? small[0]) : undefined
  return counts.map((_, index) => (index === withheld ? 'withheld' : small.includes(index) ? 'few' : undefined))
}

/**
 * How many suggestions lie with each unit, as far as it may be said: a small number is left out, and what would give one
 * away too. Their sum is not public.
 */
export async function listWithUnits(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('suggestion')
    .select('lead_unit')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('lead_unit', 'is not', null)
    .where('state', 'in', [...inUnitsHands])
    .groupBy('lead_unit')
    .execute()
  const hidden = hideSmall(rows.map(({ count }) => Number(count)))
  return new Map(rows.flatMap(({ lead_unit, count }, at) => (hidden[at] ? [] : [[lead_unit!, Number(count)] as const])))
}

/** The public figures for everybody who asks at `now`; undefined while there are none. */
export type ReadPublicFigures = (now: Date) => Promise<PublicFigures | undefined>

/**
 * Keeps the public figures in memory and reads them again when they are a minute old; meanwhile, and while the
 * database is away, everybody gets the last ones, which say of when they are. Only the very first reader waits.
 */
export function keepPublicFigures(db: Db, logFault: (error: unknown) => void): ReadPublicFigures {
  let kept: PublicFigures | undefined
  let readAt = -Infinity
  let reading: Promise<void> | undefined
  const read = async (now: Date) => {
    try {
      const period = { from: addMonths(monthOf(now), -11), to: monthOf(now) }
      const { at, ...figures } = await listFigures(db, period)
      kept = at && figures.total.received > 0 ? publishFigures({ at, ...figures }, period) : undefined
    } catch (error) {
      logFault(error)
    }
    readAt = now.getTime()
    reading = undefined
  }
  return async now => {
    if (now.getTime() - readAt >= 60_000) reading ??= read(now)
    if (!kept) await reading
    return kept
  }
}
