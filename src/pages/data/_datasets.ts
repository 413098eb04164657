import { metaOf } from '#forms/meta.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import { contentTypes } from '#publishing/types/index.ts'
import { publicWords } from '#record/words.ts'
import { statisticColumns, statisticWords } from '#suggestions/statistic-words.ts'
import { findRegister, tableOf } from '../creation/[register]/_register.ts'
import { dataWords as words } from './_words.ts'

export interface DataColumn {
  name: string
  about?: string | undefined
}

/** Something that readers may keep whole. */
export interface Dataset {
  id: string
  title: string
  about: string
  /** Where it can be read on the site. */
  page: string
  files: { href: string; format: 'CSV' | 'JSON' | 'XLSX' }[]
  columns: DataColumn[]
}

/** Everything that is given away; a register is among it without being named. */
export function datasetsOf(edition: Edition): Dataset[] {
  return [
    {
      id: 'suggestions',
      ...words.records,
      page: '/suggestions',
      files: [
        { href: '/suggestions/list.csv', format: 'CSV' },
        { href: '/suggestions/list.json', format: 'JSON' },
      ],
      columns: publicWords.columns.map(name => ({ name })),
    },
    {
      id: 'statistics',
      ...words.statistics,
      page: '/suggestions/statistics',
      files: [{ href: '/suggestions/statistics.csv', format: 'CSV' }],
      columns: [
        ...statisticWords.columns.map(name => ({ name })),
        ...Object.values(statisticColumns).map(({ label, meaning }) => ({ name: label, about: meaning })),
      ],
    },
    {
      id: 'activities',
      ...words.activities,
      page: '/volunteer/activities',
      files: [{ href: '/data/activities.csv', format: 'CSV' }],
      columns: Object.entries(words.activityColumns).map(([name, about]) => ({ name, about })),
    },
    ...contentTypes.flatMap(({ name, column }): Dataset[] => {
      const register = column && findRegister(column.href.replace('/creation/', ''))
      if (!register || register.name !== name) return []
      const hints = new Map(
        Object.values(register.fields.shape).map(field => [metaOf(field).label ?? '', metaOf(field).hint]),
      )
      return [
        {
          id: name,
          title: words.register(register.label),
          about: register.column.lead,
          page: register.column.href,
          files: [
            { href: `${register.column.href}.csv`, format: 'CSV' },
            { href: `${register.column.href}.xlsx`, format: 'XLSX' },
          ],
          columns: tableOf(edition, register)[0]!.map(cell => ({ name: String(cell), about: hints.get(String(cell)) })),
        },
      ]
    }),
  ]
}
