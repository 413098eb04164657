import type { Place } from '#checks/names.ts'
import { readingsOf } from '#checks/plain.ts'
import type { WordingEntry } from '../types/wording.ts'

/** Where an expression of the list stands in a text, except inside the longer ones in which it is right. */
export function findWording(text: string, entries: readonly WordingEntry[]): (Place & { entry: WordingEntry })[] {
  const readings = readingsOf(text)
  return entries
    .flatMap(entry => {
      const found = readings.flatMap(plain => {
        const right = entry.except.flatMap(phrase => placesOf(plainOf(phrase), plain.text))
        return placesOf(plainOf(entry.expression), plain.text)
          .filter(({ start, end }) => !right.some(place => place.start <= start && end <= place.end))
          .map(({ start, end }) => ({ entry, start: plain.from[start]!, end: plain.to[end - 1]! }))
      })
      return found.filter((place, at) => found.findIndex(({ start }) => start === place.start) === at)
    })
    .sort((a, b) => a.start - b.start)
}

const plainOf = (phrase: string): string => readingsOf(phrase)[0]!.text

function placesOf(phrase: string, text: string): Place[] {
  const places: Place[] = []
  if (phrase === '') return places
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length))
    places.push({ start: at, end: at + phrase.length })
  return places
}
