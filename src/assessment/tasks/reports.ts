import type { Selectable } from 'kysely'
import type { TaskReportTable } from '#db/schema-assessment.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { Task } from '#publishing/types/task.ts'
import { readEvidence } from './evidence.ts'
import { taskWords as words } from './words.ts'

export type TaskReport = Selectable<TaskReportTable>

/** What was reported of these tasks, the newest first; held until the transaction ends, in one. */
export function listTaskReports(db: Db | Trx, tasks: readonly string[]): Promise<TaskReport[]> {
  return db
    .selectFrom('task_report')
    .selectAll()
    .where('task', 'in', ['', ...tasks])
    .orderBy('id', 'desc')
    .$if(db.isTransaction, query => query.forUpdate())
    .execute()
}

/** As much as the list has room for. */
const most = 500

/**
 * A task as the list says it once a report is accepted. The lead unit says how far it is; a unit that helps adds a line of its
 * own. Evidence is only added to.
 */
export function taskAfter(
  task: Task,
  { unit, progress, done_on, words: said, evidence }: TaskReport,
  unitName: string,
): Task {
  const more = readEvidence(evidence).evidence
  const both = (name: keyof typeof more) => [...new Set([...task[name], ...more[name]])]
  const added = {
    notices: both('notices'),
    articles: both('articles'),
    exposures: both('exposures'),
    records: both('records'),
  }
  if (unit === task.lead) return { ...task, ...added, state: progress, done_on: done_on ?? undefined, progress: said }
  const line = words.byHelper(unitName, said)
  const together = [task.progress, line].filter(Boolean).join('\n')
  const fitting = [together, line, said].find(text => [...text].length <= most)
  return { ...task, ...added, state: task.state === 'planned' ? 'running' : task.state, progress: fitting }
}
