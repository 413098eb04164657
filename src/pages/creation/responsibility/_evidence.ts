import { dayOf } from '#calendar/lishui.ts'
import type { Db } from '#db/schema.ts'
import type { Edition, Entry } from '#publishing/edition/edition.ts'
import { type EvidenceKind, evidenceKinds, type Indicator } from '#publishing/types/indicator.ts'
import { isOverdue, sayState, tasks, type Task } from '#publishing/types/task.ts'
import { listRecordsNumbered, listRecordsOfYear, type RecordLine } from '#record/evidence.ts'
import { listActivitiesOfYear } from '#volunteering/activities/of-year.ts'
import { creation } from '../_words.ts'
import { entriesNamedBy } from '../_tasks.ts'

const words = creation.indicator

/** One thing that shows what was done for an indicator in a year. */
export interface EvidenceLine {
  kind: EvidenceKind
  title: string
  href: string
  unit: string
  day: string
}

export interface IndicatorEvidence {
  lines: EvidenceLine[]
  /** In words: what the year still owes. */
  missing: string[]
}

/** What an indicator asks for: what it says, else tasks, and answers where citizens can write about it. */
export const askedOf = ({ evidence, categories }: Indicator): EvidenceKind[] =>
  evidence.length > 0 ? evidence : categories.length > 0 ? ['tasks', 'records'] : ['tasks']

/** Everything that the year has for an indicator: what its tasks name, what citizens were answered, posters, activities. */
export async function gatherEvidence(
  db: Db,
  edition: Edition,
  { id, data }: Entry<Indicator>,
  { year, today, limit }: { year: number; today: string; limit: number },
): Promise<IndicatorEvidence> {
  const asked = askedOf(data)
  const unitName = (unit: string | null) => (unit ? edition.unitName(unit) : '')
  const own = edition.list('tasks').filter(({ data }) => data.indicator === id && data.year === year)
  const answered = (line: RecordLine): EvidenceLine => ({
    kind: 'records',
    title: line.title,
    href: `/suggestions/${line.number}`,
    unit: unitName(line.unit),
    day: dayOf(line.answered_at),
  })
  const named = await listRecordsNumbered(
    db,
    own.flatMap(({ data }) => data.records),
  )
  const ofCategories = await listRecordsOfYear(db, data.categories, year, limit)
  const records = [...new Map([...named, ...ofCategories].map(line => [line.number, line])).values()]
  const activities = await listActivitiesOfYear(db, data.activities, year, limit)
  const lines = [
    ...own.map(({ id, data }): EvidenceLine => ({
      kind: 'tasks',
      title: `${data.title}（${sayState(data, today).text}）`,
      href: `${tasks.address}${id}`,
      unit: unitName(data.lead),
      day: data.done_on ?? data.due,
    })),
    ...records.map(answered),
    ...own.flatMap(({ data }) =>
      entriesNamedBy(edition, data).map(({ href, title, day, isExposure }): EvidenceLine => ({
        kind: isExposure ? 'exposures' : 'notices',
        title,
        href,
        unit: unitName(data.lead),
        day,
      })),
    ),
    ...(asked.includes('placements') ? placementsOf(edition, data, year) : []).map((line): EvidenceLine => ({
      ...line,
      unit: unitName(line.unit),
    })),
    ...activities.map(({ id, title, published_at }): EvidenceLine => ({
      kind: 'activities',
      title,
      href: `/volunteer/activities/${id}`,
      unit: '',
      day: dayOf(published_at),
    })),
  ]
  const unique = [...new Map(lines.map(line => [`${line.kind} ${line.href} ${line.title}`, line])).values()]
  return { lines: unique, missing: missingOf(asked, unique, own, { year, today }) }
}

/** Where a poster hung in a year that one of the units keeps in order: it came by its end, and has not come down since. */
function placementsOf(edition: Edition, { lead, supporting }: Indicator, year: number) {
  return edition.list('public-service-ads').flatMap(({ id, path, data, publishedAt }) =>
    data.hung_at
      .filter(({ unit }) => unit && [lead, ...supporting].includes(unit) && yearOf(path) <= year)
      .map(({ place, unit }) => ({
        kind: 'placements' as const,
        title: `“${data.slogan}”挂在${place}`,
        href: `/psa/${id}`,
        unit: unit!,
        day: dayOf(publishedAt),
      })),
  )
}

/** The year of an entry is the folder that it lies in: what was carried over later is not newer by that. */
const yearOf = (path: string): number => Number(/\/(\d{4})\/[^/]+$/.exec(path)?.[1])

function missingOf(
  asked: readonly EvidenceKind[],
  lines: readonly EvidenceLine[],
  own: readonly Entry<Task>[],
  { year, today }: { year: number; today: string },
): string[] {
  const none = asked
    .filter(kind => !lines.some(line => line.kind === kind))
    .map(kind => words.no(year, evidenceKinds[kind]))
  const late = own.filter(({ data }) => isOverdue(data, today)).map(({ data }) => words.late(data.title))
  return [...none, ...late]
}
