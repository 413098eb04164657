import { dayOf, momentOf } from '#calendar/lishui.ts'
import { aDay, later } from '#calendar/spans.ts'
import { sayDayHeading, weekFrom } from '#components/parts/shifts.ts'
import { readQuery } from '#publishing/search/query.ts'
import { type ShiftFilter, slotsWithin } from '#volunteering/activities/finding.ts'
import { activityKinds } from '#volunteering/activities/words.ts'
import { dayParts, skills } from '#volunteering/volunteers/words.ts'
import { idIn } from '#web/outcome.ts'
import { findingWords as words } from './_words.ts'

/** The names of the query that choose shifts; `page` beside them. */
export const filterNames = ['q', 'on', 'part', 'county', 'kind', 'skill', 'organisation', 'children', 'free'] as const
export type FilterName = (typeof filterNames)[number]

interface Known {
  counties: ReadonlyMap<string, string>
  organisations: readonly { id: number; name: string }[]
  now: Date
}

/** The lists to choose from, with what each value is called. */
export function choicesOf({ counties, organisations, now }: Known) {
  const days = Array.from({ length: 14 }, (_, index) => dayOf(later(now, index * aDay)))
  return {
    on: new Map([...Object.entries(words.days), ...days.map(one => [one, sayDayHeading(one, now)] as const)]),
    part: new Map(Object.entries(dayParts)),
    county: counties,
    kind: new Map<string, string>(Object.entries(activityKinds)),
    skill: new Map<string, string>(Object.entries(skills)),
    organisation: new Map(organisations.map(({ id, name }) => [String(id), name])),
    children: new Map([['1', words.children]]),
    free: new Map([['1', words.free]]),
  }
}

export type Chosen = Partial<Record<FilterName, string>>

/** What the address chooses; a value that means nothing chooses nothing. */
export function readChosen(query: URLSearchParams, choices: ReturnType<typeof choicesOf>): Chosen {
  const q = readQuery(query.get('q') ?? '').typed
  const chosen: Chosen = q ? { q } : {}
  for (const [name, known] of Object.entries(choices) as [FilterName, ReadonlyMap<string, string>][]) {
    const value = query.get(name)
    if (value && known.has(value)) chosen[name] = value
  }
  return chosen
}

/** The same as the domain is asked. */
export function filterOf({ q, on, part, county, kind, skill, organisation, children, free }: Chosen, now: Date) {
  const days = on === 'weekend' || on === 'workdays' ? on : undefined
  const single = on !== undefined && !(on in words.days)
  return {
    words: q ? readQuery(q).terms : [],
    from: single ? momentOf(on) : undefined,
    until: single ? momentOf(on, '24:00') : on === 'week' ? weekFrom(now).until : undefined,
    slots: slotsWithin(days, part as keyof typeof dayParts | undefined),
    county,
    kind,
    skill,
    organisationId: idIn(organisation),
    withChildren: children !== undefined,
    withPlaces: free !== undefined,
  } satisfies ShiftFilter
}
