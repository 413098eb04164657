import { randomInt } from 'node:crypto'
import { checkCharacter, codeAlphabet } from '#forms/typed/suggestion-code.ts'

/** The code that somebody meant by what they typed or pasted. */
export { readSuggestionCode as parseCode } from '#forms/typed/suggestion-code.ts'

/**
 * Draws the code by which a citizen follows a suggestion: 11 random characters (55 bits, so it
 * cannot be guessed) and Crockford's check character. Drawn again until the check character is one
 * of the alphabet's 32, because the other five (* ~ $ = U) do not read out well.
 */
export function drawCode(): string {
  for (;;) {
    const body = Array.from({ length: 11 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join('')
    const check = checkCharacter(body)
    if (check) return body + check
  }
}

/** In groups of four, as it is printed and read out: `8F3K-7QWD-2M9T`. */
export function formatCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-')
}
