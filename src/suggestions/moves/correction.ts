import type { Db, Trx } from '#db/schema.ts'
import { fields } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { recalculate } from '../clocks/deadlines.ts'
import { recordMoved } from '../clocks/moved.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { type Course, deskMove, openStates } from '../course.ts'
import { suggestionForm } from '../suggestion-form.ts'
import { suggestionErrors, suggestionKinds } from '../words.ts'

const { kind, title, category, county, place } = suggestionForm.shape
const form = fields(
  {
    kind: kind.meta({ ...kind.meta(), label: '类型', look: 'inline' }),
    title,
    category: category.meta({ ...category.meta(), hint: undefined }),
    county,
    place,
  },
  (given, fault) => {
    if (given.kind === 'problem' && !given.place) fault('place', suggestionErrors.place.missing)
  },
)
const names = ['kind', 'title', 'category', 'county', 'place'] as const
type Corrected = Pick<Course, (typeof names)[number]>
const labels = { kind: '类型', title: '一句话说明', category: '类别', county: '县（市、区）', place: '地点' }

/**
 * 更正: what the author put into the wrong drawer. What they wrote in the text itself stays. The proposal of a unit and
 * the figures read the new values; a running deadline follows where the new kind or category has another.
 */
export const correction = deskMove({
  name: 'correction',
  title: '更正',
  hint: '改类型、类别、地点或一句话说明；正文不改。时限、统计和建议的单位跟着变，提交人看得到改了什么。',
  submit: '更正',
  done: '已更正。',
  look: 'quiet',
  action: 'suggestion.corrected',
  by: { clerk: openStates },
  form,
  refusals: { 'nothing-changed': at('category', '没有改动') },
  async act(trx, suggestion, { place = '', ...given }, { person, now, sayChoice = code => code }) {
    const corrected: Corrected = { ...given, place }
    const changed = names.filter(name => corrected[name] !== suggestion[name])
    if (changed.length === 0) return { refused: 'nothing-changed' }
    const say = (of: Corrected, name: (typeof names)[number]) =>
      name === 'kind'
        ? suggestionKinds[of.kind].label
        : name === 'category' || name === 'county'
          ? sayChoice(of[name])
          : of[name]
    const { id: row } = await trx
      .insertInto('correction')
      .values({
        suggestion_id: suggestion.id,
        changes: JSON.stringify(
          changed.map(name => ({ field: labels[name], before: say(suggestion, name), after: say(corrected, name) })),
        ),
        corrected_by: person.id,
        corrected_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await moveDeadlines(trx, suggestion, corrected, person, now)
    // Codes of the settings; what the author wrote stands in the row alone.
    const coded = ({ kind, category, county }: Corrected) => ({ kind, category, county })
    return { change: corrected, detail: { row, fields: changed, before: coded(suggestion), after: coded(corrected) } }
  },
  story: {
    desk: { title: '更正', words: (db, { row }, forOffice) => sayChanges(db, row, forOffice) },
    author: { say: () => '工作人员更正了归类或地点', words: (db, { row }) => sayChanges(db, row, true) },
  },
})

/** Clocks that run get the time of the new kind and category where it is another one. */
async function moveDeadlines(trx: Trx, suggestion: Course, corrected: Corrected, by: { id: number }, now: Date) {
  const office = await loadOffice(trx)
  const clocks = await trx
    .selectFrom('deadline')
    .select(['id', 'step'])
    .where('suggestion_id', '=', suggestion.id)
    .where('assignment_id', 'is', null)
    .where('step', 'in', ['accept', 'hand-over', 'answer', 'verify', 'rework', 'revisit'])
    .where('ended_at', 'is', null)
    .execute()
  for (const { id, step } of clocks) {
    const level = step === 'answer' ? suggestion.answer_level : null
    const allowanceOf = ({ kind, category }: Corrected) =>
      findAllowance(office, step as 'answer', { kind, category, level })
    const [before, after] = [allowanceOf(suggestion), allowanceOf(corrected)]
    if (JSON.stringify(before) === JSON.stringify(after)) continue
    await trx
      .updateTable('deadline')
      .set(
        'hours' in after
          ? { hours: after.hours, working_days: null }
          : { hours: null, working_days: after.workingDays },
      )
      .where('id', '=', id)
      .execute()
  }
  const moved = await recalculate(trx, office, [suggestion.id], now)
  await recordMoved(trx, [suggestion], moved, 'correction', by, now)
}

/** Before and after; of title and place units read that they were corrected: the words before may say who the author is. */
async function sayChanges(db: Db | Trx, row: number | undefined, whole: boolean): Promise<string | undefined> {
  if (row === undefined) return undefined
  const found = await db.selectFrom('correction').select('changes').where('id', '=', row).executeTakeFirst()
  return found?.changes
    .map(({ field, before, after }) =>
      whole || (field !== labels.title && field !== labels.place)
        ? `${field}：${before || '（空）'} → ${after || '（空）'}`
        : `${field}已更正`,
    )
    .join('\n')
}
