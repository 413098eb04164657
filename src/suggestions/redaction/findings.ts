import type { Place } from '#checks/names.ts'
import { findPersonalData } from '#checks/personal-data.ts'
import { doorsInLetter, homesInLetter } from './letter-homes.ts'
import { namesInLetter, placesOf, placesOfName } from './letter-names.ts'
import { numbersInLetter, placesOfNumber } from './letter-numbers.ts'
import { type CoverKind, coverWords } from './words.ts'

/** Something in a text that may say who wrote it, or where they live. */
export interface Found extends Place {
  kind: CoverKind
}

/** What is known to point at the author beside what the checks find. */
export interface Known {
  /** What they gave as name and phone: found wherever it stands. */
  gave?: readonly string[]
  /** What was covered elsewhere in what they wrote. */
  covered?: readonly { word: string; kind: CoverKind }[]
  /** Everybody will read it: the numbers of houses too. */
  doors?: boolean
}

/** Everything in a text that may point at somebody, in its order; none overlaps another. */
export function findCoverable(text: string, { gave = [], covered = [], doors = false }: Known = {}): Found[] {
  const found: Found[] = []
  const add = (kind: CoverKind, { start, end }: Place) => {
    const over = found.filter(other => start < other.end && other.start < end)
    if (over.some(other => other.start <= start && end <= other.end)) return
    // What reaches further than what was found before takes its place.
    const from = Math.min(start, ...over.map(other => other.start))
    const to = Math.max(end, ...over.map(other => other.end))
    for (const other of over) found.splice(found.indexOf(other), 1)
    found.push({ kind: over[0]?.kind ?? kind, start: from, end: to })
  }
  for (const { kind, start, end } of findPersonalData(text)) add(kind, { start, end })
  for (const word of gave) for (const place of placesOfGiven(word, text)) add(isNumber(word) ? 'mobile' : 'name', place)
  for (const { kind, place } of numbersInLetter(text)) add(kind, place)
  for (const place of homesInLetter(text)) add('address', place)
  if (doors) for (const place of doorsInLetter(text)) add('address', place)
  for (const place of namesInLetter(text)) add('name', place)
  for (const { word, kind } of covered) for (const place of placesOf(word, text)) add(kind, place)
  return found.sort((a, b) => a.start - b.start)
}

const isNumber = (word: string): boolean => /\d{7}/.test(word.replaceAll(/\D/g, ''))

/** Where what somebody gave as their name or phone stands in a text, however it is written there. */
export const placesOfGiven = (word: string, text: string): Place[] =>
  isNumber(word) ? placesOfNumber(word, text) : placesOfName(word, text)

/** A text with what is covered in it: of what touches, one cover with the kind of the first. */
export function coverText(text: string, ranges: readonly Found[]): string {
  let covered = ''
  let at = 0
  for (const { kind, start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue
    if (start >= at) covered += text.slice(at, start) + coverWords.cover(kind)
    at = end
  }
  return covered + text.slice(at)
}
