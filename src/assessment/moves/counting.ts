import { fields } from '#forms/fields.ts'
import { writeCounts } from '../beginning.ts'
import { assessmentMove } from '../move.ts'
import { assessmentWords as words } from '../words.ts'

/** 重新统计: while nobody may object yet. The units stay those of the beginning. */
export const counting = assessmentMove({
  name: 'counting',
  ...words.moves.counting,
  action: 'assessment.counted',
  by: ['supervisor', 'admin'],
  from: ['draft'],
  form: fields({}),
  async act(trx, { assessment }, _, { now, facts }) {
    const units = await trx
      .selectFrom('assessment_unit')
      .select(['unit as id', 'name', 'until_day'])
      .where('assessment_id', '=', assessment.id)
      .execute()
    const known = new Map(facts.units.map(unit => [unit.id, unit]))
    // One that was dissolved since, or left the register, is counted as it was known.
    const counted = units.map(unit => known.get(unit.id) ?? { ...unit, until: unit.until_day ?? undefined })
    for (const { id, until } of counted)
      await trx
        .updateTable('assessment_unit')
        .set({ until_day: until ?? null })
        .where('assessment_id', '=', assessment.id)
        .where('unit', '=', id)
        .execute()
    await writeCounts(trx, assessment, { ...facts, units: counted }, now)
    await trx.updateTable('assessment').set({ counted_at: now }).where('id', '=', assessment.id).execute()
    return { units: counted.length }
  },
})
