import type { APIRoute } from 'astro'
import { z } from 'zod'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { type ExportColumn, exportQueue, listForWorkbook } from '#suggestions/exports.ts'
import { markWords } from '#suggestions/figure-words.ts'
import { sourceWords } from '#suggestions/taking-down-words.ts'
import { workbookType, writeWorkbook } from '#forms/workbook.ts'
import { unitsOf } from './_screen.ts'
import { officeRoles } from '#people/roles.ts'
import { clockOf, dayOf } from '#calendar/lishui.ts'
import { queueWords as words } from '#suggestions/desk-words.ts'
import { suggestionKinds, suggestionStates } from '#suggestions/words.ts'
import { nameOfChoice } from '#suggestions/unsorted.ts'
import { open } from '#web/visit.ts'
import { queryOf, readFilter } from './_filter.ts'

const text = z.string().optional()
const exportForm = z.object({
  state: text,
  kind: text,
  category: text,
  county: text,
  unit: text,
  month: text,
  until: text,
  mark: text,
  words: text,
  owner: text,
  within: text,
  officer: text,
  returner: text,
  given: text,
  format: text,
})

/** When something was, in Lishui, as spreadsheets sort it. */
const sortable = (moment: Date) => `${dayOf(moment)} ${clockOf(moment)}`
const inTime = (was: boolean | null) => (was === null ? '' : was ? words.inTime.yes : words.inTime.no)

/** POST: an export of the filtered list: `format` is `csv`, streamed, or `xlsx` with true dates. The export is an event. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: officeRoles, methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { db, now, edition, person } = visit

  const form = await visit.form(exportForm)
  if (form.errors) return new Response(null, { status: form.status })
  const { format, ...asked } = form.data
  const filter = readFilter(
    new URLSearchParams(Object.entries(asked).filter((entry): entry is [string, string] => Boolean(entry[1]))),
    visit,
  )
  const { categories, counties } = edition.choices
  const numberWord = edition.settings.suggestion_word
  const units = unitsOf(edition)
  const nameOf = (unit: string | null) => (unit ? (units.get(unit) ?? unit) : '')
  const { columns: heads } = words
  const columns: ExportColumn[] = [
    { heading: words.number, cell: row => formatSuggestionNumber(row.number, numberWord) },
    { heading: heads.source, cell: row => sourceWords[row.source] },
    { heading: words.about, cell: row => row.title },
    { heading: words.kind, cell: row => suggestionKinds[row.kind].label },
    { heading: words.category, cell: row => nameOfChoice(categories, row.category) },
    { heading: words.county, cell: row => nameOfChoice(counties, row.county) },
    { heading: words.where, cell: row => row.place },
    { heading: words.state, cell: row => suggestionStates[row.state] },
    { heading: words.unit, cell: row => nameOf(row.lead_unit) },
    { heading: heads.coUnits, cell: row => (row.co_units ?? []).map(nameOf).join('、') },
    { heading: heads.clerk, cell: row => row.clerk_name },
    { heading: words.received, cell: row => row.received_at },
    { heading: heads.accepted, cell: row => row.accepted_at },
    { heading: heads.acceptedInTime, cell: row => inTime(row.accepted_in_time) },
    { heading: heads.handedOver, cell: row => row.handed_over_at },
    { heading: heads.signed, cell: row => row.signed_at },
    { heading: heads.answered, cell: row => row.answered_at },
    { heading: heads.shown, cell: row => row.shown_at },
    { heading: heads.answeredInTime, cell: row => inTime(row.answered_in_time) },
    { heading: heads.daysUsed, cell: row => row.daysUsed },
    { heading: words.due, cell: row => row.due_at },
    { heading: heads.closed, cell: row => row.closed_at },
    { heading: heads.satisfaction, cell: row => row.satisfaction && markWords[row.satisfaction] },
    { heading: words.reopenedTimes, cell: row => row.reopenings },
    { heading: heads.returns, cell: row => row.returns },
    { heading: heads.answer, cell: row => row.answer },
  ]
  const exported = { filter, columns }
  if (format !== 'xlsx')
    return download('csv', 'text/csv; charset=utf-8', await exportQueue(db, exported, sortable, person, now))
  const listed = await listForWorkbook(db, exported, person, now)
  if ('refused' in listed)
    return new Response(words.exportTooMany, { status: 422, headers: { 'Content-Type': 'text/plain; charset=utf-8' } })
  return download('xlsx', workbookType, await writeWorkbook(listed.cells))

  function download(ending: string, type: string, body: BodyInit): Response {
    const name = `${words.caption}-${dayOf(now)}-${queryOf(filter).state}.${ending}`
    return new Response(body, {
      headers: {
        'Content-Type': type,
        'Content-Disposition': `attachment; filename="suggestions-${dayOf(now)}.${ending}"; filename*=UTF-8''${encodeURIComponent(name)}`,
        'Cache-Control': 'private, no-store',
      },
    })
  }
}
