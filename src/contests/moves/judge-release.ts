import { fields, oneOf } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { contestDeskWords } from '../desk-words.ts'
import type { ContestCase } from '../contests.ts'
import { contestMove, unlessIn } from '../move.ts'

const { who, gone, ...words } = contestDeskWords.moves.release

/** The judges who have said nothing yet, so that nothing would be lost with them. */
export const releasable = ({ judges, declarations }: ContestCase): ReadonlyMap<string, string> =>
  new Map(
    judges
      .filter(({ id }) => !declarations.some(({ judge_id }) => judge_id === id))
      .map(({ id, name }) => [String(id), name]),
  )

/** 不再作评委 */
export const judgeRelease = contestMove({
  name: 'release',
  ...words,
  look: 'quiet',
  action: 'contest.judge-released',
  by: ['supervisor', 'admin'],
  form: fields({ judge: oneOf(who) }),
  refuse: found => unlessIn(found, 'collecting', 'judging') ?? (releasable(found).size > 0 ? undefined : tooLate(gone)),
  async act(trx, found, { judge }) {
    if (!releasable(found).has(judge)) return { refused: at('judge', gone) }
    await trx
      .deleteFrom('contest_judge')
      .where('contest_id', '=', found.contest.id)
      .where('person_id', '=', Number(judge))
      .execute()
    return { person: Number(judge) }
  },
})
