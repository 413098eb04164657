import { formatMonth } from '#calendar/lishui.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import { maxQueryLength } from '#publishing/search/query.ts'
import type { listRecordChoices, RecordFilter } from '#record/record.ts'
import { publicWords as words } from '#record/words.ts'
import { suggestionKinds } from '#suggestions/words.ts'

/** The field for words of the list and of the map, with what was typed. */
export const recordWordsField = (typed: string) => ({
  name: 'q',
  label: words.word,
  hint: words.wordHint,
  value: typed,
  max: maxQueryLength,
})

/** What the public answers can be filtered by, with what is chosen. */
export function recordSelects(
  edition: Edition,
  filter: RecordFilter,
  { units, months }: Awaited<ReturnType<typeof listRecordChoices>>,
) {
  const { counties, categories } = edition.choices
  const optionsOf = (labels: ReadonlyMap<string, string>) => [...labels].map(([value, label]) => ({ value, label }))
  const kinds = Object.entries(suggestionKinds).map(([value, { label }]) => ({ value, label }))
  const unitName = (unit: string) => edition.find('departments', unit)?.data.short_name ?? words.theOffice
  return [
    { name: 'kind', label: words.kind, all: words.anyKind, value: filter.kind, options: kinds },
    {
      name: 'category',
      label: words.category,
      all: words.anyCategory,
      value: filter.category,
      options: optionsOf(categories),
    },
    { name: 'county', label: words.county, all: words.anyCounty, value: filter.county, options: optionsOf(counties) },
    {
      name: 'unit',
      label: words.unit,
      all: words.anyUnit,
      value: filter.unit,
      options: units.map(value => ({ value, label: unitName(value) })),
    },
    {
      name: 'month',
      label: words.month,
      all: words.anyMonth,
      value: filter.month,
      options: months.map(value => ({ value, label: formatMonth(value) })),
    },
  ]
}
