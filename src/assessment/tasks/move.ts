import type * as z from 'zod'
import type { Db } from '#db/schema.ts'
import type { Refusal } from '#forms/refusals.ts'
import type { FormSchema } from '#forms/values.ts'
import { type CaseMove, caseMoves } from '#people/case-moves.ts'
import { holdsAny, officeRoles, type Role } from '#people/roles.ts'
import type { Task } from '#publishing/types/task.ts'
import { listTaskReports, type TaskReport } from './reports.ts'
import { taskWords as words } from './words.ts'

/** A task of the list. */
interface Listed {
  id: string
  task: Task
}

/** The same with what units have reported of it. */
export interface Subject extends Listed {
  reports: readonly TaskReport[]
}

/** Somebody at the desk, with the units that they answer for. */
export interface TaskWorker {
  id: number
  roles: readonly Role[]
  units: readonly string[]
}

/** Who makes a move and when, and what only content knows and does. */
export interface By {
  person: TaskWorker
  now: Date
  city: {
    unitName(id: string): string
    /** Whether readers see an entry of that type. */
    isPublished(type: 'notices' | 'articles' | 'exposures', id: string): boolean
    /** Makes the task so in a draft that is handed in; once more the same is the same draft. */
    draft(task: Task): Promise<'handed-in' | 'unfinished' | 'exists' | 'taken'>
  }
}

/** A button that brings a report on. */
export interface TaskMove<Schema extends FormSchema = FormSchema> extends CaseMove<Subject, By, Schema> {
  action: 'task.reported' | 'task.report-accepted' | 'task.report-returned'
  /**
   * What is done before the transaction, because it writes into the content: a refusal, or nothing. Done twice it is done once,
   * so that a change that then fails can be tried again.
   */
  prepare?(subject: Subject, data: z.output<Schema>, by: By): Promise<Refusal | undefined>
}

/** A move as it is written down; what its form gives is known to its `act`. */
export const taskMove = <Schema extends FormSchema>(move: TaskMove<Schema>): TaskMove<Schema> => move

/** Whether somebody works on a task: the office on all, a unit's officer on what the unit leads or helps with. */
export const maySeeTask = ({ roles, units }: TaskWorker, { lead, supporting }: Task): boolean =>
  holdsAny({ roles }, officeRoles) ||
  (roles.includes('officer') && [lead, ...supporting].some(unit => units.includes(unit)))

const engine = caseMoves<Listed, Subject, By>({
  find: async (trx, listed) => ({ ...listed, reports: await listTaskReports(trx, [listed.id]) }),
  maySee: ({ task }, { person }) => maySeeTask(person, task),
  objectOf: ({ id }) => ({ kind: 'task', id }),
  words,
})

export const { offeredOf } = engine

/** Makes a move: what it prepares in the content, then change and event in one transaction. */
export async function makeMove<Schema extends FormSchema>(
  db: Db,
  move: TaskMove<Schema>,
  listed: Listed,
  data: z.output<Schema>,
  by: By,
): Promise<object | { refused: Refusal }> {
  const before = { ...listed, reports: await listTaskReports(db, [listed.id]) }
  const isOffered = offeredOf([move], before, by).length > 0
  const refused = isOffered ? await move.prepare?.(before, data, by) : undefined
  return refused ? { refused } : engine.makeMove(db, move, listed, data, by)
}
