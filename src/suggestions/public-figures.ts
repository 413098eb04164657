import type { Selectable } from 'kysely'
import type { StatisticTable } from '#db/schema-record.ts'
import type { Db } from '#db/schema.ts'
import { inUnitsHands } from './course.ts'
import { countOf, type Counts, type Figures, listFigures, type Share, shares } from './figures.ts'
import { addMonths, type Month, monthOf } from './months.ts'

/** A number about fewer suggestions than this may point at one person: it is not published. */
export const smallestShown = 5

/** Why a number is not published: it is less than `smallestShown`, or it would give such a one away. */
export type Hidden = 'few' | 'withheld'

/** A share of fewer than this is not said, and neither are days of fewer. */
export const smallestBase = 10
/** What all, or nobody, did is said of nobody: such a share ends here, in percent. */
const lowestShare = 5
export const highestShare = 95

/** In whole percent, cut off and never rounded up; of what it is taken is not said. Null of too few. */
export const share = (part: number, of: number) => (of < smallestBase ? null : Math.floor((part * 100) / of))
export const withinBounds = (percent: number | null) =>
  percent === null ? null : Math.min(highestShare, Math.max(lowestShare, percent))

/** Why a share is not published: it is of fewer than `smallestBase`, or its month is not released yet. */
export type HiddenShare = 'small-base' | 'later'

export interface PublishedShare {
  /** Whole percent. */
  percent: number
  /** Of what was received in this month alone. */
  month?: Month
}

export interface PublishedCounts {
  received: number | Hidden
  shares: Record<Share, PublishedShare | HiddenShare>
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

/** What the city's released statistics say of a month: what people did, counted once and for good. */
export type Released = Pick<Selectable<StatisticTable>, 'month' | 'satisfied' | 'reopened'>

/**
 * What may be published of figures as they are now: small numbers hidden, and with them what would give them away. What the
 * offices did moves each minute. How people rated does not: the page before a rating less the one after it would tell how
 * that person rated, so it is told as the statistics were released (`statistics.ts`), and in all of the newest month.
 */
export function publishFigures(
  { at, total, byMonth }: Pick<Figures, 'total' | 'byMonth'> & { at: Date },
  { from, to }: { from: Month; to: Month },
  released: readonly Released[],
): PublicFigures {
  const newest = released.toSorted((one, other) => other.month.localeCompare(one.month))[0]
  const received = hideSmall(byMonth.map(({ counts }) => counts.received))
  return {
    at,
    from,
    to,
    total: {
      received: total.received < smallestShown ? 'few' : total.received,
      shares: sharesOf(total, newest, newest?.month),
    },
    byMonth: byMonth.map(({ key, counts }, index) => ({
      key,
      received: received[index] ?? counts.received,
      shares: sharesOf(
        counts,
        released.find(({ month }) => month === key),
      ),
    })),
  }
}

function sharesOf(counts: Counts, released: Released | undefined, month?: Month): PublishedCounts['shares'] {
  const told = (percent: number | null, of?: Month) =>
    percent === null ? ('small-base' as const) : { percent, ...(of && { month: of }) }
  const now = (name: Share) => told(share(countOf(counts, shares[name].part), countOf(counts, shares[name].of)))
  return {
    acceptance: now('acceptance'),
    answer: now('answer'),
    reopening: released ? told(released.reopened, month) : 'later',
    satisfaction: released ? told(released.satisfied, month) : 'later',
  }
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
      const released = await db
        .selectFrom('statistic')
        .select(['month', 'satisfied', 'reopened'])
        .where('part', '=', 'city')
        .where('month', '>=', period.from)
        .execute()
      kept = at && figures.total.received > 0 ? publishFigures({ at, ...figures }, period, released) : undefined
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
