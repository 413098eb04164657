import { choice, fields } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { isJudge, judgeRoles } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { declaredBy, entryMove, hasScored, isOwn, unlessIn } from '../move.ts'

const { conflict: label, yes, no, already, own, ...words } = contestDeskWords.moves.declaration

/**
 * 申报回避: before any points. Who said none may find one until they have given points; who said one has one, and so has
 * who sent it.
 */
export const declaration = entryMove({
  name: 'declaration',
  ...words,
  usual: true,
  action: 'contest.declared',
  by: judgeRoles,
  form: fields({ conflict: choice(label, { no, yes }, { look: 'cards' }) }),
  refuse(found, { person }) {
    const isOver = declaredBy(found, person)?.conflict || hasScored(found, person)
    if (!isJudge(found, person) || isOver) return tooLate(already)
    return unlessIn(found, 'judging')
  },
  isDone: (found, { conflict }, { person }) => declaredBy(found, person)?.conflict === (conflict === 'yes'),
  async act(trx, found, { conflict }, { person, now }) {
    if (declaredBy(found, person) && conflict === 'no') return { refused: at('conflict', already) }
    if (conflict === 'no' && isOwn(found, person)) return { refused: at('conflict', own) }
    const row = { conflict: conflict === 'yes', declared_at: now }
    await trx
      .insertInto('contest_declaration')
      .values({ ...row, suggestion_id: found.entry.suggestion_id, judge_id: person.id, contest_id: found.contest.id })
      .onConflict(twice => twice.columns(['suggestion_id', 'judge_id']).doUpdateSet(row))
      .execute()
    return { number: found.entry.number, conflict: row.conflict }
  },
})
