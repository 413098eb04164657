import { dayOf } from '#calendar/lishui.ts'
import { fields, words as text } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import type { ContestCase } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'

const { words: label, none, ...words } = contestDeskWords.moves.rewording

/** The reason that is public: why a contest ended without an award, else how a tie was decided. */
const reasonOf = ({ contest }: ContestCase) => (contest.state === 'ended' ? 'words' : 'tie_words')

/** 改公开的理由: what should not have stood there goes for good; the page says on which day it was changed. */
export const rewording = contestMove({
  name: 'rewording',
  ...words,
  look: 'quiet',
  action: 'contest.reason-reworded',
  by: ['clerk', 'supervisor'],
  form: fields({ words: text(label, { min: 4, max: 500, rows: 3 }) }),
  refuse: found =>
    unlessIn(found, 'short-listed', 'noticed', 'awarded', 'ended') ??
    (found.contest[reasonOf(found)] === null ? tooLate(none) : undefined),
  isDone: (found, data) => found.contest[reasonOf(found)] === data.words,
  async act(trx, found, data, { now }) {
    await trx
      .updateTable('contest')
      .set({ [reasonOf(found)]: data.words, words_changed_on: dayOf(now) })
      .where('id', '=', found.contest.id)
      .execute()
    return {}
  },
})
