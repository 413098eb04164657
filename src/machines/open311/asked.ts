import { z } from 'zod'
import { aDay, earlier, later } from '#calendar/spans.ts'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import type { Asked } from './requests.ts'
import { open311Errors as words } from './words.ts'

/** The most that one answer holds, and the longest span that one may ask for: as GeoReport v2 says. */
export const mostOfAPage = 1000
export const mostDays = 90
const span = mostDays * aDay

const moment = (name: string) =>
  z.iso
    .datetime({ offset: true, error: words.date(name) })
    .transform(text => new Date(text))
    .optional()
const listed = z
  .string()
  .transform(text => text.split(',').map(one => one.trim()))
  .optional()
const counted = (most: number, fault: string) => z.coerce.number(fault).int(fault).min(1, fault).max(most, fault)

const query = z.object({
  service_request_id: listed.refine(ids => (ids?.length ?? 0) <= mostOfAPage, words.tooMany),
  service_code: listed,
  start_date: moment('start_date'),
  end_date: moment('end_date'),
  status: listed.pipe(z.array(z.enum(['open', 'closed'], words.status)).optional()),
  page: counted(10_000, words.page).default(1),
  page_size: counted(mostOfAPage, words.pageSize).default(mostOfAPage),
})

/**
 * What a query asks for: by default what came in the last ninety days, a thousand at most. With one of the two dates it
 * is the ninety days after or before it.
 */
export function readAsked(params: URLSearchParams, now: Date): { asked: Asked } | { faults: string[] } {
  const given = Object.fromEntries([...params].filter(([, value]) => value !== ''))
  const checked = query.safeParse(given)
  if (!checked.success) return { faults: [...new Set(checked.error.issues.map(({ message }) => message))] }
  const {
    service_request_id: ids,
    service_code: categories,
    start_date,
    end_date,
    status,
    page,
    page_size,
  } = checked.data
  const to = end_date ?? (start_date ? later(start_date, span) : now)
  const from = start_date ?? earlier(to, span)
  if (from > to || to.getTime() - from.getTime() > span) return { faults: [words.span] }
  const numbers = ids?.map(id => readSuggestionNumber(id) ?? '')
  return { asked: { numbers, categories, status, from, to, page, pageSize: page_size } }
}
