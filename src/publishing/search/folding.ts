import { Converter } from 'opencc-js/t2cn'
import { pinyin } from 'pinyin-pro'

const toSimplified = Converter({ from: 't', to: 'cn' })

/** The characters that have a simplified form: most texts have none of them, and are not converted at all. */
const traditional = new RegExp(
  `[${Array.from({ length: 0x9fff - 0x4e00 }, (_, at) => String.fromCodePoint(0x4e00 + at))
    .filter(character => toSimplified(character) !== character)
    .join('')}]`,
)

/** A text as it is compared: full-width, capital and traditional forms are one with the others. */
export function fold(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase()
  return traditional.test(plain) ? toSimplified(plain) : plain
}

/** How a folded text is read: its pinyin in one, the first letters alone, and where each character begins in the first. */
export interface Reading {
  letters: string
  initials: string
  begins: ReadonlySet<number>
}

/** Reads a text aloud; a character with several readings as its neighbours ask. What is written in letters is one, and begins once. */
export function readAloud(folded: string): Reading {
  let letters = ''
  let initials = ''
  const begins = new Set<number>()
  for (const syllable of pinyin(folded, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' })) {
    begins.add(letters.length)
    letters += syllable
    initials += syllable[0] ?? ''
  }
  return { letters, initials, begins }
}

/** Whether characters in a row are read as these letters, the last one perhaps only begun, or by their first letters. */
export function isReadAs({ letters, initials, begins }: Reading, typed: string): boolean {
  if (initials.includes(typed)) return true
  for (let at = letters.indexOf(typed); at >= 0; at = letters.indexOf(typed, at + 1)) if (begins.has(at)) return true
  return false
}

const sounds = new Map<string, string>()
const marks = new Map<string, string>()
/** Nobody writes these. */
const firstMark = 0xe000

/** A text in which characters of the same sound are one, as long as it was: each is a mark for its commonest reading. */
export const soundOf = (folded: string): string => folded.replaceAll(/[\u4e00-\u9fff]/g, markOf)

function markOf(character: string): string {
  const known = sounds.get(character)
  if (known) return known
  const reading = pinyin(character, { toneType: 'none' })
  const mark = marks.get(reading) ?? String.fromCharCode(firstMark + marks.size)
  marks.set(reading, mark)
  sounds.set(character, mark)
  return mark
}
