import { plainCharacters } from './characters.ts'

/** Crockford's base32: no I, L, O, U, so nothing is mistaken on paper or over the telephone. */
export const codeAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLength = 12

/** Three groups of four among other text. Looks ahead only, so that a word before the code does not hide it. */
const candidates =
  /(?<![A-Z0-9])(?=([0-9A-Z]{4}[\p{Pd}\s_.·−]{0,3}[0-9A-Z]{4}[\p{Pd}\s_.·−]{0,3}[0-9A-Z]{4})(?![A-Z0-9]))/gu

/**
 * The code of a suggestion that somebody meant: forgives O for 0, I and L for 1, case, dashes, spaces and
 * full-width letters, and finds it in an address or a whole message. Undefined when a character is wrong,
 * missing or swapped with its neighbour, or when there are two codes.
 */
export function readSuggestionCode(typed: string): string | undefined {
  if (typed.length > 1000) return undefined
  const text = plainCharacters(typed).toUpperCase()
  const whole = wholeCode(text)
  if (whole) return whole
  const found = new Set(
    [...text.matchAll(candidates)].map(([, part = '']) => wholeCode(part)).filter(code => code !== undefined),
  )
  return found.size === 1 ? [...found][0] : undefined
}

/** The check character for the characters before it: modulo 37, a prime above 32, notices every wrong or swapped character. Undefined for one of the five that do not read out well. */
export function checkCharacter(body: string): string | undefined {
  return codeAlphabet[[...body].reduce((sum, character) => (sum * 32 + codeAlphabet.indexOf(character)) % 37, 0)]
}

function wholeCode(text: string): string | undefined {
  const code = text
    .replace(/[\p{Pd}\s_.·−]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (code.length !== codeLength || [...code].some(character => !codeAlphabet.includes(character))) return undefined
  return checkCharacter(code.slice(0, -1)) === code.at(-1) ? code : undefined
}
