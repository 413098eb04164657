import type { Db, Trx } from '#db/schema.ts'
import { entryAt } from './content-file.ts'

/** What people have brought and what still names an entry by its id. */
export type HangingKind = 'suggestions' | 'officers' | 'rises' | 'records' | 'applications' | 'reports' | 'entries'

export interface Hanging {
  kind: HangingKind
  count: number
}

const ended = ['closed', 'declined', 'merged', 'withdrawn'] as const

/**
 * What of the database hangs on the entry at a path, so that it cannot go: of a unit the suggestions that it works on, its
 * officers, the rule that sends it what stays red, the public answers that bear its name, its applications for honours, and
 * its reports on tasks that wait for the office;
 * of a contest what takes part in it. Empty of every other type: no row names one. What is over and not public hangs on nothing.
 */
export async function listHanging(db: Db | Trx, path: string): Promise<Hanging[]> {
  const place = entryAt(path)
  if (place?.collection === 'contests')
    return countEach({
      entries: db
        .selectFrom('contest_entry')
        .select(eb => eb.fn.countAll<string>().as('count'))
        .where('contest_id', '=', place.slug),
    })
  if (place?.collection !== 'departments') return []
  const unit = place.slug
  return countEach({
    suggestions: db
      .selectFrom('assignment')
      .innerJoin('suggestion', 'suggestion.id', 'assignment.suggestion_id')
      .select(eb => eb.fn.count<string>('suggestion.id').distinct().as('count'))
      .where('assignment.ended_at', 'is', null)
      .where('suggestion.state', 'not in', ended)
      .where(eb => eb.or([eb('assignment.unit', '=', unit), eb('assignment.deputy', '=', unit)])),
    officers: db
      .selectFrom('liaison')
      .innerJoin('person', 'person.id', 'liaison.person_id')
      .select(eb => eb.fn.count<string>('person.id').as('count'))
      .where('person.disabled_at', 'is', null)
      .where('liaison.unit', '=', unit),
    rises: db
      .selectFrom('rise_rule')
      .select(eb => eb.fn.countAll<string>().as('count'))
      .where('unit', '=', unit),
    records: db
      .selectFrom('record')
      .select(eb => eb.fn.countAll<string>().as('count'))
      .where('removed_at', 'is', null)
      .where('unit', '=', unit),
    applications: db
      .selectFrom('honour_application')
      .select(eb => eb.fn.countAll<string>().as('count'))
      .where('state', 'in', ['filed', 'noticed'])
      .where('unit', '=', unit),
    reports: db
      .selectFrom('task_report')
      .select(eb => eb.fn.countAll<string>().as('count'))
      .where('state', '=', 'filed')
      .where('unit', '=', unit),
  })
}

async function countEach(
  counts: Partial<Record<HangingKind, { executeTakeFirstOrThrow(): Promise<{ count: string }> }>>,
): Promise<Hanging[]> {
  const found: Hanging[] = []
  for (const [kind, query] of Object.entries(counts)) {
    const { count } = await query.executeTakeFirstOrThrow()
    if (Number(count) > 0) found.push({ kind: kind as HangingKind, count: Number(count) })
  }
  return found
}
