import type { RiseRuleTable } from '#db/schema-second-looks.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'

/** As many steps as SQL allows. */
const mostSteps = 5

/** Where a red matter goes, in the order of the steps. */
export function listRiseRules(db: Db): Promise<RiseRuleTable[]> {
  return db.selectFrom('rise_rule').selectAll().orderBy('position').execute()
}

/** Adds a last step. What is red already goes its way from the next step on. Refuses `too-many`. */
export function addRiseRule(
  db: Db,
  { to_whom, unit, working_days }: Omit<RiseRuleTable, 'position'>,
  by: { id: number },
  now: Date,
): Promise<{ position: number } | { refused: 'too-many' }> {
  return inTransaction(db, async trx => {
    const rules = await trx.selectFrom('rise_rule').select('position').orderBy('position').forUpdate().execute()
    if (rules.length >= mostSteps) return { refused: 'too-many' as const }
    const position = rules.length + 1
    await trx.insertInto('rise_rule').values({ position, to_whom, unit, working_days }).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'rise-rule.added',
      object: { kind: 'deadline-setting', id: 'rise' },
      detail: { position, to_whom, unit, working_days },
      at: now,
    })
    return { position }
  })
}

/** Takes a step out; those after it move up by one. Refuses `unknown`. */
export function removeRiseRule(
  db: Db,
  position: number,
  by: { id: number },
  now: Date,
): Promise<{ position: number } | { refused: 'unknown' }> {
  return inTransaction(db, async trx => {
    const rules = await trx.selectFrom('rise_rule').selectAll().orderBy('position').forUpdate().execute()
    if (!rules.some(rule => rule.position === position)) return { refused: 'unknown' as const }
    await trx.deleteFrom('rise_rule').where('position', '>=', position).execute()
    const later = rules.filter(rule => rule.position > position)
    if (later.length > 0)
      await trx
        .insertInto('rise_rule')
        .values(later.map(rule => ({ ...rule, position: rule.position - 1 })))
        .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'rise-rule.removed',
      object: { kind: 'deadline-setting', id: 'rise' },
      detail: { position },
      at: now,
    })
    return { position }
  })
}
