/**
 * What is common to everything that is typed. Runs in the browser too: the counter under a field and
 * the check on the server must never disagree.
 */

/** The longest character that people see, a kiss of two with their skins, is ten code points. */
const longestCharacter = 10

let clusters: Intl.Segmenter | undefined

/** Characters that stand each for itself, whatever is beside them: almost all that is written here, and a hundred times as quick. */
const isPlain = /^[\n -~\u3000-\u3029\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e“”‘’…—·]*$/

/**
 * How long a text is, as people see it: grapheme clusters that print something or keep a distance. A family is one,
 * 葛 with its variation is one, a mark of direction is none. A heap of marks on one letter counts by tens: so a
 * text within its limit has no more than ten times as many code points, and that is what the checks of the
 * database hold.
 */
export function countCharacters(text: string): number {
  if (isPlain.test(text)) return text.length
  clusters ??= new Intl.Segmenter('zh', { granularity: 'grapheme' })
  let seen = 0
  let codePoints = 0
  for (const { segment } of clusters.segment(text)) {
    seen += segment.replace(inkless, '') === '' ? 0 : 1
    codePoints += Array.from(segment).length
  }
  return Math.max(seen, Math.ceil(codePoints / longestCharacter))
}

/**
 * Fillers and marks of direction take no ink. No fillers by Unicode, but printing nothing either: the braille blank,
 * the place of an object, which dictation leaves behind, the note without a head, and the blanks among hieroglyphs.
 */
const inkless = /[\p{Default_Ignorable_Code_Point}\u2800\uFFFC\u{1D159}\u{13441}\u{13442}]/gu

/** Whether there is something to see: blanks, marks of direction and fillers alone say nothing. */
export function saysSomething(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replace(inkless, ''))
}

/** Every character that Unicode ends a line with. */
export const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/

/** Word's own line break is \v; a page break and those of Unicode say the same. */
const otherBreaks = /[\v\f\u0085\u2028\u2029]/g
/** Prints nothing and is no blank, or turns what is beside it around: nobody types it, and files and feeds cannot hold it. */
const controls = /(?![\t\n\r\0])\p{Cc}|[\u202A-\u202E\u2066-\u2069]|\p{Noncharacter_Code_Point}/gu

/** A typed text without control characters but line breaks and tabs. What cannot be kept at all, the null character, is told where it is read. */
export const withoutControls = (typed: string): string => typed.replace(otherBreaks, '\n').replace(controls, '')

/** What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets), lone surrogates too. */
const unwritable = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

/** A text that any XML may hold: also of what was stored before it was read more strictly. */
export const forXml = (text: string): string => text.replace(otherBreaks, '\n').replace(unwritable, '\uFFFD')

/**
 * The characters that somebody meant who typed or pasted a number, a code or an address: full-width forms
 * become plain, what cannot be seen goes, and so do blanks at the ends.
 */
export function plainCharacters(typed: string): string {
  return typed.normalize('NFKC').replace(inkless, '').trim()
}

/** The same without any blank or dash inside. */
export function withoutGaps(typed: string): string {
  return plainCharacters(typed).replace(/[\s\p{Pd}−]/gu, '')
}
