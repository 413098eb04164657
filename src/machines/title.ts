import { countCharacters } from '#forms/typed/characters.ts'

const most = 60

/** The first line or sentence of a text, cut to what a title may hold. */
export function titleOf(text: string): string {
  const [line = ''] = text.trim().split(/[\r\n。！？!?]/)
  return cutTitle(line.trim())
}

/** A line cut to what a title may hold. */
export function cutTitle(line: string): string {
  if (countCharacters(line) <= most) return line
  const characters = Array.from(new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(line))
  const cut = characters.slice(0, most - 1).map(({ segment }) => segment)
  // A heap of marks on one letter counts by tens.
  while (countCharacters(`${cut.join('')}…`) > most) cut.pop()
  return `${cut.join('')}…`
}
