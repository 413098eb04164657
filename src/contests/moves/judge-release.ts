import { fields, oneOf } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { contestDeskWords } from '../desk-words.ts'
import type { ContestCase } from '../contests.ts'
import { contestMove, unlessIn } from '../move.ts'
import { unfinishedOf } from '../ranking.ts'

const { who, gone, ...words } = contestDeskWords.moves.release

/** The judges who have not finished: what they have given counts no more, as it would favour some entries. */
export const releasable = (found: ContestCase): ReadonlyMap<string, string> =>
  new Map(
    found.judges
      .filter(judge => !hasBegun(found, judge) || unfinishedOf(found).includes(judge))
      .map(({ id, name }) => [String(id), name]),
  )

const hasBegun = ({ declarations }: ContestCase, { id }: { id: number }) =>
  declarations.some(({ judge_id }) => judge_id === id)

/** 不再作评委 */
export const judgeRelease = contestMove({
  name: 'release',
  ...words,
  look: 'quiet',
  action: 'contest.judge-released',
  by: ['supervisor', 'admin'],
  form: fields({ judge: oneOf(who) }),
  refuse: found => unlessIn(found, 'collecting', 'judging') ?? (releasable(found).size > 0 ? undefined : tooLate(gone)),
  async act(trx, found, { judge }, { person, now }) {
    if (!releasable(found).has(judge)) return { refused: at('judge', gone) }
    const id = Number(judge)
    const contestId = found.contest.id
    // What somebody has said stays with their name; who said nothing can be asked again.
    if (hasBegun(found, { id }))
      await trx
        .updateTable('contest_judge')
        .set({ released_by: person.id, released_at: now })
        .where('contest_id', '=', contestId)
        .where('person_id', '=', id)
        .execute()
    else await trx.deleteFrom('contest_judge').where('contest_id', '=', contestId).where('person_id', '=', id).execute()
    return { person: id }
  },
})
