import { expect, test } from 'vitest'
import { fieldsOf, metaOf } from '#forms/meta.ts'
import { type ColumnAsItIs, type RowForUnits, unitColumns } from '#suggestions/redaction/columns.ts'
import { partNames } from '#suggestions/redaction/texts.ts'
import { suggestionForm } from '#suggestions/suggestion-form.ts'

test('units read nothing that an author types as it is', () => {
  const isTyped = (name: string) => {
    const { kind = '', hidden } = metaOf(suggestionForm.shape[name as keyof typeof suggestionForm.shape])
    return !hidden && ['line', 'words'].includes(kind)
  }
  const columns = fieldsOf(suggestionForm).filter(([name]) => name in unitColumns && isTyped(name))
  expect(columns.map(([name]) => name).filter(name => unitColumns[name as ColumnAsItIs] === 'as-it-is')).toEqual([])
  expect(columns.map(([name]) => name)).toEqual(expect.arrayContaining([...partNames]))
})

test('a row with a column that is withheld does not compile', () => {
  const rows: RowForUnits[] = [
    { id: 1, title: '路灯' },
    // @ts-expect-error units do not read whose desk it is on
    { id: 1, title: '路灯', clerk_id: 1 },
  ]
  expect(rows).toHaveLength(2)
})
