import type { AssessedCriterion } from '#db/schema-assessment.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { fields, oneOf, requestKey } from '#forms/fields.ts'
import { at, forbidden, type Refusal, tooLate } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { Role } from '#people/roles.ts'
import type { Measure, Scheme } from '#publishing/types/scheme.ts'
import { type CityFacts, countUnits } from './counting.ts'
import { assessmentWords as words } from './words.ts'

/** Which scheme to begin with. */
export const beginForm = fields({
  scheme: oneOf(words.scheme, { choose: '请选择方案' }),
  request_key: requestKey(),
})

/** Begins the assessment of a scheme's year: the scheme is kept as it is now, and everything is counted. */
export function beginAssessment(
  db: Db,
  scheme: { id: string; data: Scheme } | undefined,
  { request_key }: { request_key: string },
  { person, now, facts }: { person: { id: number; roles: readonly Role[] }; now: Date; facts: CityFacts },
): Promise<{ year: number } | { refused: Refusal }> {
  return inTransaction(db, async (trx): Promise<{ year: number } | { refused: Refusal }> => {
    if (!person.roles.includes('supervisor')) return { refused: forbidden(words.notYours) }
    if (!scheme) return { refused: at('scheme', words.schemeGone) }
    const { year, title, criteria } = scheme.data
    const begun = await trx
      .insertInto('assessment')
      .values({
        year,
        request_key,
        scheme: scheme.id,
        title,
        criteria: JSON.stringify(criteria),
        begun_by: person.id,
        begun_at: now,
        counted_at: now,
      })
      .onConflict(conflict => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!begun) {
      // The same form once more, or another of that year.
      const same = await trx
        .selectFrom('assessment')
        .select('year')
        .where('request_key', '=', request_key)
        .executeTakeFirst()
      return same ?? { refused: tooLate(words.oneAYear) }
    }
    await trx
      .insertInto('assessment_unit')
      .values(
        facts.units.map(({ id, name, until }) => ({
          assessment_id: begun.id,
          unit: id,
          name,
          until_day: until ?? null,
        })),
      )
      .execute()
    await writeCounts(trx, { id: begun.id, year, criteria }, facts, now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: person.id },
      action: 'assessment.begun',
      object: { kind: 'assessment', id: begun.id },
      detail: { year, units: facts.units.length },
      at: now,
    })
    return { year }
  })
}

/** Counts every unit once more and writes the lines: those that are judged keep their points. */
export async function writeCounts(
  trx: Trx,
  { id, year, criteria }: { id: number; year: number; criteria: readonly AssessedCriterion[] },
  facts: CityFacts,
  now: Date,
): Promise<void> {
  const counts = await countUnits(trx, year, facts, now)
  const lines = facts.units.flatMap(unit =>
    criteria.map(({ code, weight, source, minimum }) => {
      const measure = source as Measure
      const count = measure === 'judged' ? undefined : counts.get(unit.id)![measure]
      return {
        assessment_id: id,
        unit: unit.id,
        criterion: code,
        measure,
        weight,
        minimum: minimum ?? 1,
        part: count?.part ?? null,
        whole: count?.whole ?? null,
        evidence: JSON.stringify(count?.evidence ?? []),
      }
    }),
  )
  await trx
    .insertInto('assessment_line')
    .values(lines)
    .onConflict(conflict =>
      conflict.columns(['assessment_id', 'unit', 'criterion']).doUpdateSet(eb => ({
        part: eb.ref('excluded.part'),
        whole: eb.ref('excluded.whole'),
        evidence: eb.ref('excluded.evidence'),
      })),
    )
    .execute()
}
