import type { Figure } from './Figures.astro'
import { formatMonth } from '#calendar/lishui.ts'
import { countOf, type Counts, type Share, shares } from '#suggestions/figures.ts'
import type { PublishedCounts } from '#suggestions/public-figures.ts'
import type { FigureMark } from '#suggestions/marks.ts'
import { figureMeanings, figureWords as words, markWords } from '#suggestions/figure-words.ts'

/** A number, and the address of the rows behind it. */
export interface LinkedNumber {
  value: string | number
  href?: string | undefined
}

/** A figure of a table: a number, or a share in percent with what it is taken of; `hidden` says why there is none. */
export interface FigureCell extends LinkedNumber {
  label: string
  part?: LinkedNumber
  of?: LinkedNumber
  /** 0–100. */
  share?: number
  /** Where it is of another time than the rest. */
  period?: string
  hidden?: boolean
}

/** A figure that stands for all, with what it means. */
export interface FigureCard extends FigureCell {
  meaning: string
  details: (LinkedNumber & { label: string; late?: boolean })[]
}

const shareNames = Object.keys(shares) as Share[]
export const columnLabels = [figureMeanings.received.label, ...shareNames.map(share => figureMeanings[share].label)]

/** The address of the rows with a mark, or of all. */
export type LinkTo = (mark?: FigureMark) => string

/** In percent with one digit, cut off and never rounded up: 100% is said of all and nothing less. Nothing to take a share of is a dash. */
function sayShare(part: number, of: number): string {
  if (of === 0) return '—'
  return `${Math.floor((part * 1000) / of) / 10}%`
}

/** The cells of a row of the desk's tables, each number with its rows. */
export function deskCells(counts: Counts, linkTo: LinkTo): FigureCell[] {
  const linked = (mark: FigureMark): LinkedNumber => link(countOf(counts, mark), linkTo(mark))
  return [
    { label: figureMeanings.received.label, ...link(counts.received, linkTo()) },
    ...shareNames.map(share => {
      const [part, of] = [linked(shares[share].part), linked(shares[share].of)]
      return shareCell(share, { part, of })
    }),
  ]
}

/** The same of what is published. */
export function publicCells({ received, shares: published }: PublishedCounts): FigureCell[] {
  return [
    {
      label: figureMeanings.received.label,
      ...(typeof received === 'number' ? { value: received } : { value: words.hidden[received], hidden: true }),
    },
    ...shareNames.map(share => {
      const { label } = figureMeanings[share]
      const one = published[share]
      if (typeof one === 'string') return { label, value: words.hidden[one], hidden: true }
      const { percent, month } = one
      return { label, value: `${percent}%`, share: percent, ...(month && { period: formatMonth(month) }) }
    }),
  ]
}

/** The strip of the home page: what is not too small to be said. */
export function answeringFigures(total: PublishedCounts): Figure[] {
  return publicCells(total)
    .filter(({ hidden }) => !hidden)
    .map(({ label, value, share, period }) =>
      share === undefined
        ? { label, value, unit: words.pieces, href }
        : { label: words.rate(label, period), value, share, href },
    )
}

const href = '/participate/figures'

/** Cells as cards: `details` by the name of the figure. */
export function cardsOf(
  cells: FigureCell[],
  details: Partial<Record<Share, FigureCard['details']>> = {},
): FigureCard[] {
  const names = ['received', ...shareNames] as const
  return cells.map((cell, index) => {
    const name = names[index]!
    const label = name === 'received' ? cell.label : words.rate(cell.label, cell.period)
    return {
      ...cell,
      label,
      meaning: figureMeanings[name].meaning,
      details: name === 'received' ? [] : (details[name] ?? []),
    }
  })
}

/** What the desk's cards say beside the share: those that were late, and how people rated. */
export function deskDetails(counts: Counts, linkTo: LinkTo): Partial<Record<Share, FigureCard['details']>> {
  const detail = (mark: FigureMark, late = false) => ({
    label: markWords[mark],
    late,
    ...link(countOf(counts, mark), linkTo(mark)),
  })
  return {
    acceptance: [detail('accepted-late', true)],
    answer: [detail('answered-late', true)],
    satisfaction: [detail('satisfied'), detail('fairly-satisfied'), detail('dissatisfied', true)],
  }
}

function shareCell(share: Share, { part, of }: { part: LinkedNumber; of: LinkedNumber }): FigureCell {
  const [some, all] = [Number(part.value), Number(of.value)]
  return {
    label: figureMeanings[share].label,
    value: sayShare(some, all),
    part,
    of,
    ...(all > 0 && { share: (some / all) * 100 }),
  }
}

/** Nought has no rows to go to. */
function link(value: number, href: string): LinkedNumber {
  return value > 0 ? { value, href } : { value }
}
