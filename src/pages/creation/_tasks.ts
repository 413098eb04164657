import { dayOf } from '#calendar/lishui.ts'
import { entryAddress } from '#publishing/types/index.ts'
import { isOverdue, type Task } from '#publishing/types/task.ts'
import type { Edition, Entry } from '#publishing/edition/edition.ts'

/** An entry or an answer that shows that something was done. */
export interface Evidence {
  title: string
  href: string
  day: string
  isExposure: boolean
}

/** The entries that a task names and readers see. Public answers stand in the database: `listRecordsNumbered`. */
export function entriesNamedBy(edition: Edition, { notices, articles, exposures }: Task): Evidence[] {
  const named = <Name extends 'notices' | 'articles' | 'exposures'>(name: Name, ids: readonly string[]) =>
    ids.flatMap(id => {
      const entry = edition.find(name, id)
      if (!entry || entry.withdrawn) return []
      const { title } = entry.data as { title: string }
      return [{ title, href: entryAddress(name, id)!, day: dayOf(entry.publishedAt), isExposure: name === 'exposures' }]
    })
  return [...named('notices', notices), ...named('articles', articles), ...named('exposures', exposures)]
}

/** How far the tasks of a year are. */
export interface Progress {
  all: number
  done: number
  running: number
  planned: number
  overdue: number
  dropped: number
}

/** Each task is counted once: what is overdue is neither running nor planned. */
export function progressOf(tasks: readonly Entry<Task>[], today: string): Progress {
  const count = (is: (task: Task) => boolean) => tasks.filter(({ data }) => is(data)).length
  const standsAt = (state: Task['state']) => count(task => task.state === state && !isOverdue(task, today))
  return {
    all: tasks.length,
    done: standsAt('done'),
    running: standsAt('running'),
    planned: standsAt('planned'),
    overdue: count(task => isOverdue(task, today)),
    dropped: standsAt('dropped'),
  }
}

/** The year whose promises are shown: the one asked for if it has any, else this year, else the last before it. */
export function yearShown(years: readonly number[], asked: string | null, thisYear: number): number | undefined {
  const sorted = [...new Set(years)].toSorted((a, b) => b - a)
  return sorted.find(year => String(year) === asked) ?? sorted.find(year => year <= thisYear) ?? sorted[0]
}
