import { fold } from '../search/folding.ts'

const kept = new WeakMap<object, string>()

/** Invisible characters, and what Markdown writes into the middle of a word. */
const dropped = /[\p{Cf}*_~`\\]/gu

/** A text as editors search it: folded as for readers, and without what nobody sees. */
export const foldText = (text: string): string => fold(text).replaceAll(dropped, '').replaceAll(/\s+/g, ' ')

/** All words in the parts of something, folded; kept as long as that thing is. */
export function foldedText(owner: object, parts: readonly unknown[]): string {
  const text = kept.get(owner) ?? foldText(stringsIn(parts).join('\n'))
  kept.set(owner, text)
  return text
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
