import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'

type Limit = { atMost: number } | { atLeast: number }

interface Figure {
  what: string
  value: number
  unit: string
  limit?: Limit
}

const figures: Figure[] = []

/** Keeps a figure for the table at the end of the run; `limit` is what the portal promises. */
export function note(what: string, value: number, unit: string, limit?: Limit): void {
  figures.push({ what, value: Math.round(value * 100) / 100, unit, ...(limit && { limit }) })
}

/** The part of sorted or unsorted values below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** Prints what was kept, in Markdown, and writes it to test-results/bench.json with the machine it was measured on. */
export function printTable(): void {
  if (figures.length === 0) return
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`
  const rows = figures.map(({ what, value, unit, limit }) => {
    const bound = !limit ? '' : 'atMost' in limit ? `≤ ${limit.atMost}` : `≥ ${limit.atLeast}`
    const isMet = !limit || ('atMost' in limit ? value <= limit.atMost : value >= limit.atLeast)
    return `| ${what} | ${value} ${unit} | ${bound} | ${limit ? (isMet ? 'yes' : 'no') : ''} |`
  })
  console.log([`\n${machine}\n`, '| What | Measured | Limit | Met |', '| --- | --- | --- | --- |', ...rows].join('\n'))
  mkdirSync('test-results', { recursive: true })
  writeFileSync('test-results/bench.json', `${JSON.stringify({ machine, at: new Date(), figures }, undefined, 2)}\n`)
}
