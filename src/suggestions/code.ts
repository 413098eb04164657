import { randomInt } from 'node:crypto'

/** Crockford's base32: no I, L, O, U, so nothing is mistaken on paper or over the telephone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const randomLength = 11
const codeLength = randomLength + 1

/**
 * Draws the code by which a citizen follows a suggestion: 11 random characters (55 bits, so it
 * cannot be guessed) and Crockford's check character. Drawn again until the check character is one
 * of the alphabet's 32, because the other five (* ~ $ = U) do not read out well.
 */
export function drawCode(): string {
  for (;;) {
    const body = Array.from({ length: randomLength }, () => alphabet[randomInt(alphabet.length)]).join('')
    const check = alphabet[checkValue(body)]
    if (check) return body + check
  }
}

/** In groups of four, as it is printed and read out: `8F3K-7QWD-2M9T`. */
export function formatCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-')
}

/**
 * The code that somebody meant: forgives O for 0, I and L for 1, case, dashes, spaces and full-width
 * letters. Undefined when a character is wrong, missing or swapped with its neighbour.
 */
export function parseCode(typed: string): string | undefined {
  if (typed.length > 100) return undefined
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\p{Pd}\s_.·−]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (code.length !== codeLength || [...code].some(character => !alphabet.includes(character))) return undefined
  const body = code.slice(0, randomLength)
  return alphabet[checkValue(body)] === code.slice(randomLength) ? code : undefined
}

/** The number that the characters write, modulo 37: a prime above 32 notices every wrong or swapped character. */
function checkValue(body: string): number {
  return [...body].reduce((sum, character) => (sum * 32 + alphabet.indexOf(character)) % 37, 0)
}
