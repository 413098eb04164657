import { isWestern } from './query.ts'

/** Where a folded word stands in a folded text, from a place on; -1 where it does not. Letters and digits stand as a word or begin one. */
export function placeOf(text: string, word: string, from = 0): number {
  let at = text.indexOf(word, from)
  if (!isWestern(word)) return at
  while (at > 0 && /[a-z0-9]/.test(text[at - 1]!)) at = text.indexOf(word, at + 1)
  return at
}

export const stands = (text: string, word: string): boolean => placeOf(text, word) >= 0
