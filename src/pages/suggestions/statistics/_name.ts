import type { Edition } from '#publishing/edition/edition.ts'
import { noUnit } from '#suggestions/queue-filter.ts'
import { type Statistic, theRest } from '#suggestions/statistics.ts'
import { statisticWords as words } from '#suggestions/statistic-words.ts'
import { nameOfChoice } from '#suggestions/unsorted.ts'

/** What a row of the statistics is about, in words. */
export function nameOfRow(
  { choices, unitName }: Pick<Edition, 'choices' | 'unitName'>,
  { part, key }: Statistic,
): string {
  if (part === 'city') return words.city
  if (key === theRest) return words.rest
  if (part === 'county') return nameOfChoice(choices.counties, key)
  if (part === 'category') return nameOfChoice(choices.categories, key)
  return key === noUnit ? words.noUnit : unitName(key)
}
