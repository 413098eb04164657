import { plainCharacters } from './characters.ts'

/** Crockford's base32: no I, L, O, U, so nothing is mistaken on paper or over the telephone. */
export const codeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLength = 12

/** A whole message with the history of a conversation below it. */
const longestText = 20_000

const four = '[0-9A-Z]{4}'
const joiner = '[\\p{Pd}\\s_.·−]{0,3}'

/**
 * Three groups of four among other text: first as they are printed, for in a long text three words of four letters may
 * look like a code; then with what people put between, or anything that is the same twice. Each looks ahead only, so
 * that a word before the code does not hide it.
 */
const candidates = [
  `${four}[\\p{Pd}−]${four}[\\p{Pd}−]${four}`,
  `${four}${joiner}${four}${joiner}${four}|${four}([^\\p{L}\\p{N}]{1,3})${four}\\2${four}`,
].map(groups => new RegExp(`(?<![A-Z0-9])(?=(${groups})(?![A-Z0-9]))`, 'gu'))

/**
 * The code of a suggestion that somebody meant: forgives O for 0, I and L for 1, case, dashes, spaces and
 * full-width letters, and finds it in an address or a whole message. Undefined when a character is wrong,
 * missing or swapped with its neighbour, or when there are two codes joined alike.
 */
export function readSuggestionCode(typed: string): string | undefined {
  if (typed.length > longestText) return undefined
  const text = plainCharacters(typed).toUpperCase()
  const whole = wholeCode(text)
  if (whole) return whole
  const found = candidates
    .map(groups => new Set([...text.matchAll(groups)].flatMap(([, part = '']) => wholeCode(part) ?? [])))
    .find(({ size }) => size > 0)
  return found?.size === 1 ? [...found][0] : undefined
}

/** The check character for the characters before it: modulo 37, a prime above 32, notices every wrong or swapped character. Undefined for one of the five that do not read out well. */
export function checkCharacter(body: string): string | undefined {
  return codeAlphabet[[...body].reduce((sum, character) => (sum * 32 + codeAlphabet.indexOf(character)) % 37, 0)]
}

function wholeCode(text: string): string | undefined {
  const code = text
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (code.length !== codeLength || [...code].some(character => !codeAlphabet.includes(character))) return undefined
  return checkCharacter(code.slice(0, -1)) === code.at(-1) ? code : undefined
}
