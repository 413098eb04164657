import { couldBeName, ownNamesIn, type Place } from '#checks/names.ts'
import { findPersonalData } from '#checks/personal-data.ts'
import { readingsOf } from '#checks/plain.ts'
import { type CoverKind, coverWords } from './words.ts'

/** Something in a text that may say who wrote it, or where they live. */
export interface Found extends Place {
  kind: CoverKind
}

const landline = /(?<!\d)(?:0086|86)?0\d{2,3}\d{7,8}(?!\d)/g
// In the text as it is written: dots and lines belong to it.
const contacts = [
  /[\w.+-]+[@＠][\w-]+(?:[.．][\w-]+)+/g,
  /(?:微信号?|QQ号?|V信|VX)[:：是为\s]{0,3}[A-Za-z0-9][\w-]{4,19}/gi,
]

/**
 * Everything in a text that may point at somebody, in its order; none overlaps another.
 * @param known what the author gave as name and phone: found wherever it stands
 */
export function findCoverable(text: string, known: readonly string[] = []): Found[] {
  const found: Found[] = findPersonalData(text)
  const add = (kind: CoverKind, { start, end }: Place) => {
    if (!found.some(other => start < other.end && other.start < end)) found.push({ kind, start, end })
  }
  for (const contact of contacts)
    for (const { 0: written, index } of text.matchAll(contact))
      add('contact', { start: index, end: index + written.length })
  for (const plain of readingsOf(text)) {
    const placeOf = ({ start, end }: Place) => ({ start: plain.from[start]!, end: plain.to[end - 1]! })
    for (const { 0: number, index } of plain.text.matchAll(landline))
      add('landline', placeOf({ start: index, end: index + number.length }))
    for (const place of ownNamesIn(plain.text)) add('name', placeOf(place))
  }
  for (const word of known)
    if (/\d{7}/.test(word) || couldBeName(word))
      for (const place of placesOf(word, text)) add(/\d/.test(word) ? 'mobile' : 'name', place)
  return found.sort((a, b) => a.start - b.start)
}

/** Where a word stands in a text, however it is written: blanks, full-width forms and unseen characters hide nothing. */
export function placesOf(word: string, text: string): Place[] {
  const wanted = readingsOf(word)[0]!.text
  if (wanted === '') return []
  const places: Place[] = []
  for (const plain of readingsOf(text))
    for (let at = plain.text.indexOf(wanted); at >= 0; at = plain.text.indexOf(wanted, at + wanted.length)) {
      const place = { start: plain.from[at]!, end: plain.to[at + wanted.length - 1]! }
      if (!places.some(({ start }) => start === place.start)) places.push(place)
    }
  return places
}

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
