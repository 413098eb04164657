import type { Plain } from './plain.ts'

/** A number as it was written: in one piece or in several with blanks or hyphens between. */
export interface WrittenNumber {
  digits: string
  /** How many digits each piece has. */
  pieces: number[]
  /** Its place in the plain text. */
  start: number
  end: number
}

const longest = 22

/** Every number that a text may hold: each run of pieces, taken together. An X may end one. */
export function* numbersIn({ text, gap }: Plain): Generator<WrittenNumber> {
  for (const run of text.matchAll(/\d+X?/g)) {
    const end = run.index + run[0].length
    const touches = (at: number) => /[A-Z]/.test(text[at] ?? '')
    const cuts = [run.index]
    for (let at = run.index + 1; at < end; at += 1) if (gap[at]) cuts.push(at)
    cuts.push(end)
    for (let first = 0; first < cuts.length - 1; first += 1) {
      // Part of a code such as 91331100MA2A1…: no number of its own.
      if (first === 0 && touches(run.index - 1) && !gap[run.index]) continue
      for (let last = first + 1; last < cuts.length; last += 1) {
        const [from, to] = [cuts[first]!, cuts[last]!]
        if (to - from > longest) break
        if (last === cuts.length - 1 && touches(to) && !gap[to]) continue
        const pieces = cuts.slice(first, last).map((cut, at) => cuts[first + at + 1]! - cut)
        yield { digits: text.slice(from, to), pieces, start: from, end: to }
      }
    }
  }
}

const region = '(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\\d{4}'
const monthAndDay = '(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])'
const identity = new RegExp(`^${region}(?:19|20)\\d{2}${monthAndDay}\\d{3}[\\dX]$`)

/** Those given out before 1999: a year of two digits, no check digit. */
const oldIdentity = new RegExp(`^${region}\\d{2}${monthAndDay}\\d{3}$`)

/** A resident identity number. Its check digit is not asked for: one digit mistyped, it still points at somebody. */
export const isIdentity = ({ digits, pieces }: WrittenNumber): boolean =>
  identity.test(digits) || (oldIdentity.test(digits) && ['15', '6,6,3'].includes(pieces.join()))

const mobile = /^(?:(?:00)?86)?1[3-9]\d{9}$/

/** A mobile number in one piece, in groups (138-0000-0000) or digit by digit; not the sum of an amount and a year. */
export function isMobile({ digits, pieces }: WrittenNumber): boolean {
  return mobile.test(digits) && (pieces[0]! >= 3 || pieces.every(piece => piece <= 3))
}

const card = /^(?:62|60|4|5[1-5]|3[57])\d+$/

/** The number of a bank card: 16 to 19 digits in one piece or in fours, with the check digit of Luhn. */
export function isBankCard({ digits, pieces }: WrittenNumber): boolean {
  const inFours = pieces.slice(0, -1).every(piece => piece === 4)
  return (
    digits.length >= 16 && digits.length <= 19 && card.test(digits) && (pieces.length === 1 || inFours) && luhn(digits)
  )
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((sum, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2)
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
