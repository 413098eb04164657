import { plainCharacters } from './characters.ts'

/**
 * The number of a suggestion as it is stored, `2026-123`, however it was typed or copied: 建〔2026〕123号, (2026)123.
 * It names a suggestion to staff and opens nothing. Undefined for anything else.
 */
export function readSuggestionNumber(typed: string): string | undefined {
  const [, year, number] =
    /^\p{L}{0,10}\s*[〔[(【]?\s*(20\d\d)\s*[〕\])】\p{Pd}]\s*0*([1-9]\d{0,6})\s*号?$/u.exec(
      plainCharacters(typed).trim(),
    ) ?? []
  return year && number ? `${year}-${number}` : undefined
}

/** As it is printed: 建〔2026〕123号, behind the word of the city's settings. */
export function formatSuggestionNumber(number: string, word = '建'): string {
  return number.replace(/^(\d+)-(\d+)$/, `${word}〔$1〕$2号`)
}
