import type { Db } from '../../db/schema.ts'
import { parseCode } from './code.ts'
import { promiseNextStep } from './promises.ts'

/**
 * What the exposure board has to know of a suggestion before a unit may be named: whether its next step is overdue
 * at `now`, and whether it is supervised. Undefined when no suggestion has this code.
 */
export async function findExposureFacts(db: Db, typed: string, now: Date): Promise<{ overdue: boolean; supervised: boolean } | undefined> {
  const code = parseCode(typed)
  const row = code && (await db.selectFrom('suggestion').select(['state', 'received_at', 'accepted_at']).where('code', '=', code).executeTakeFirst())
  if (!row) return undefined
  const due = promiseNextStep(row.state, row.accepted_at ?? row.received_at)?.dueAt
  return { overdue: due !== undefined && due < now, supervised: false }
}
