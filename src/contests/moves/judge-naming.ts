import { fields, oneOf } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { listCandidates } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { hasEnoughJudges } from '../ranking.ts'
import { tellJudges } from '../tell.ts'

const { who, choose, gone, enough, ...words } = contestDeskWords.moves.judge

/**
 * 请评委: of the staff who do not see who wrote a suggestion. The office sees the points, so that once some were given it
 * names others only while those who are there cannot give every entry enough.
 */
export const judgeNaming = contestMove({
  name: 'judge',
  ...words,
  action: 'contest.judge-named',
  by: ['supervisor', 'admin'],
  form: fields({ judge: oneOf(who, { choose }) }),
  refuse: found =>
    unlessIn(found, 'collecting', 'judging') ??
    (found.scores.length > 0 && hasEnoughJudges(found) ? tooLate(enough) : undefined),
  async act(trx, found, { judge }, { person, now }) {
    if (!(await listCandidates(trx, found)).has(judge)) return { refused: at('judge', gone) }
    const id = Number(judge)
    await trx
      .insertInto('contest_judge')
      .values({ contest_id: found.contest.id, person_id: id, named_by: person.id, named_at: now })
      .execute()
    if (found.contest.state === 'judging') await tellJudges(trx, found, [id], now)
    return { person: id }
  },
})
