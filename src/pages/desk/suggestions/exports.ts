import type { APIRoute } from 'astro'
import { z } from 'zod'
import { formatSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import { type ExportColumn, exportQueue } from '#suggestions/exports.ts'
import { officeRoles } from '#people/roles.ts'
import { clockOf, dayOf } from '#calendar/lishui.ts'
import { queueWords as words } from '#suggestions/desk-words.ts'
import { suggestionKinds, suggestionStates } from '#suggestions/words.ts'
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
})

/** When something was, in Lishui, as spreadsheets sort it. */
const sortable = (moment: Date) => `${dayOf(moment)} ${clockOf(moment)}`

/** POST: an export of the filtered list as CSV, streamed. The export is an event. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: officeRoles, methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { db, now, edition, person } = visit

  const form = await visit.form(exportForm)
  if (form.errors) return new Response(null, { status: form.status })
  const filter = readFilter(
    new URLSearchParams(Object.entries(form.data).filter((entry): entry is [string, string] => Boolean(entry[1]))),
    visit,
  )
  const { categories, counties } = edition.choices
  const numberWord = edition.settings.suggestion_word
  const units = new Map(edition.list('departments').map(({ id, data }) => [id, data.short_name]))
  const columns: ExportColumn[] = [
    { heading: words.number, cell: row => formatSuggestionNumber(row.number, numberWord) },
    { heading: words.about, cell: row => row.title },
    { heading: words.kind, cell: row => suggestionKinds[row.kind].label },
    { heading: words.category, cell: row => categories.get(row.category) ?? row.category },
    { heading: words.county, cell: row => counties.get(row.county) ?? row.county },
    { heading: words.where, cell: row => row.place },
    { heading: words.state, cell: row => suggestionStates[row.state] },
    { heading: words.unit, cell: row => (row.lead_unit ? (units.get(row.lead_unit) ?? row.lead_unit) : '') },
    { heading: words.received, cell: row => sortable(row.received_at) },
    { heading: words.due, cell: row => (row.due_at ? sortable(row.due_at) : '') },
    { heading: words.reopenedTimes, cell: row => row.reopenings },
  ]
  const name = `${words.caption}-${dayOf(now)}-${queryOf(filter).state}.csv`
  return new Response(await exportQueue(db, { filter, columns }, person, now), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="suggestions-${dayOf(now)}.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Cache-Control': 'private, no-store',
    },
  })
}
