import { randomInt } from 'node:crypto'
import { checkCharacter, codeAlphabet } from '#forms/typed/suggestion-code.ts'
import type { PersonalData } from '#people/personal-data.ts'

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

/** The purpose for which a code is sealed, and looked up. */
export const codeSealedAs = 'suggestion.code_sealed'

/** By what the database finds a suggestion when somebody holds its code. */
export function hashCode(personalData: PersonalData, code: string): string {
  return personalData.lookup(code, 'suggestion.code_hash')
}

/** A code as its row keeps it: who reads the database without the key cannot use it. Sealed as messages print it. */
export function sealCode(personalData: PersonalData, code: string): { code_hash: string; code_sealed: string } {
  return { code_hash: hashCode(personalData, code), code_sealed: personalData.seal(formatCode(code), codeSealedAs) }
}

/** The code that lies sealed in a row. */
export function openCode(personalData: PersonalData, sealed: string): string {
  return personalData.open(sealed, codeSealedAs).replaceAll('-', '')
}
