import { createHash } from 'node:crypto'

/** A request in a draw: nobody's name, only what decides. */
export interface Lot {
  /** Its number, which who asked sees beside their sign-up. */
  entry: number
  people: number
  /** How many of them may take a place kept for newcomers. */
  newcomers: number
  /** They could come: not booked elsewhere, old enough, agreed. */
  able: boolean
}

export interface DrawnLot extends Lot {
  /** In which turn, from 1. */
  place: number
  won: boolean
}

/** What a draw hands out. */
export interface Places {
  places: number
  /** Of these, how many are not kept for newcomers. */
  others: number
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** What is published of a seed before the draw: whoever reads it then knows later that it is the same. */
export function commitmentTo(seed: string): string {
  return sha256(seed)
}

/**
 * The rule of every draw: the SHA-256 of `seed entry` orders the entries, and each in its turn has places when they are enough
 * for all of its people. `recomputation` is the same for anybody who does not trust us.
 */
export function drawLots(seed: string, lots: readonly Lot[], { places, others }: Places): DrawnLot[] {
  return lots
    .map(lot => ({ lot, hash: sha256(`${seed} ${lot.entry}`) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .map(({ lot: { entry, people, newcomers, able } }, index) => {
      const won = able && people <= places && people - newcomers <= others
      if (won) {
        places -= people
        others -= people - newcomers
      }
      return { entry, people, newcomers, able, place: index + 1, won }
    })
}

/** Reads the published list from `draw.json` and draws again, in Node and with nothing else. */
export const recomputation = `import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const sha256 = text => createHash('sha256').update(text).digest('hex')
const { commitment, seed, places, others, entries } = JSON.parse(readFileSync('draw.json', 'utf8'))
if (sha256(seed) !== commitment) throw new Error('种子不是公布的那一个')
let left = places
let open = others
const drawn = entries
  .map(lot => ({ ...lot, hash: sha256(seed + ' ' + lot.entry) }))
  .sort((a, b) => (a.hash < b.hash ? -1 : 1))
for (const { entry, people, newcomers, able } of drawn) {
  const won = able && people <= left && people - newcomers <= open
  if (won) {
    left -= people
    open -= people - newcomers
  }
  console.log(entry, won ? '抽中' : '候补')
}
`
