import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'

/** What people agree to by signing up: a change of one of these asks them again. */
export const agreedColumns = ['what_to_do', 'place', 'latitude', 'longitude', 'risk_text', 'protection_text'] as const

/** What the office looks at before an activity is public; what becomes of it afterwards it looks at again. */
export const lookedAtColumns = [
  'title',
  ...agreedColumns,
  'insurer',
  'insurance_reference',
  'insured_from',
  'insured_until',
] as const

/** What a reader is shown of a change. */
const shownColumns = ['what_to_do', 'place', 'risk_text', 'protection_text'] as const

/** Keeps what the activity says now, as what people agree to from its version on. */
export async function keepWording(trx: Trx, activityId: number, now: Date): Promise<void> {
  await sql`
    INSERT INTO activity_wording (activity_id, version, what_to_do, place, risk_text, protection_text, agreement_cases, since)
    SELECT id, version, what_to_do, place, risk_text, protection_text, agreement_cases, ${now} FROM activity WHERE id = ${activityId}
    ON CONFLICT DO NOTHING`.execute(trx)
}

/** Whether a wording stands that is newer than this version. */
export async function hasChangedSince(trx: Trx, activityId: number, version: number): Promise<boolean> {
  const newer = await trx
    .selectFrom('activity_wording')
    .select('version')
    .where('activity_id', '=', activityId)
    .where('version', '>', version)
    .executeTakeFirst()
  return newer !== undefined
}

/** One thing that was changed since somebody agreed. */
export interface WordingChange {
  column: (typeof shownColumns)[number] | 'agreement_cases' | 'meeting_point'
  before: string
  after: string
}

/** What people agree to that differs between two wordings, agreements left out. */
export function listWordingChanges(agreed: object, last: object): WordingChange[] {
  const [before, after] = [agreed, last] as Record<(typeof shownColumns)[number], string>[]
  return shownColumns
    .filter(column => before![column] !== after![column])
    .map(column => ({ column, before: before![column], after: after![column] }))
}

/** What is otherwise now than in the version that somebody agreed to; empty: nothing. */
export async function listChangesSince(db: Db | Trx, activityId: number, version: number): Promise<WordingChange[]> {
  const wordings = await db
    .selectFrom('activity_wording')
    .selectAll()
    .where('activity_id', '=', activityId)
    .orderBy('version')
    .execute()
  const last = wordings.at(-1)
  const agreed = wordings.findLast(wording => wording.version <= version) ?? wordings[0]
  if (!last || !agreed || last === agreed) return []
  const changes = listWordingChanges(agreed, last)
  const [before, after] = [agreed.agreement_cases.join(), last.agreement_cases.join()]
  return before === after ? changes : [...changes, { column: 'agreement_cases', before, after }]
}
