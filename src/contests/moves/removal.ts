import { fields, oneOf, words as text } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { listedOf } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { tellEntries } from '../tell.ts'

const { which, choose, words: label, gone, ...words } = contestDeskWords.moves.removal

/** 取消入围: an objection was right. */
export const removal = contestMove({
  name: 'removal',
  ...words,
  look: 'warning',
  action: 'contest.removed',
  by: ['clerk'],
  form: fields({ entry: oneOf(which, { choose }), words: text(label, { min: 4, max: 500, rows: 4 }) }),
  refuse: found =>
    unlessIn(found, 'short-listed', 'noticed') ?? (listedOf(found).length > 0 ? undefined : tooLate(gone)),
  isDone: ({ entries }, data) =>
    entries.some(
      ({ number, state, words }) => String(number) === data.entry && state === 'removed' && words === data.words,
    ),
  async act(trx, found, data, { now }) {
    const entry = listedOf(found).find(({ number }) => String(number) === data.entry)
    if (!entry) return { refused: at('entry', gone) }
    await trx
      .updateTable('contest_entry')
      .set({ state: 'removed', words: data.words, title: null, body: null })
      .where('suggestion_id', '=', entry.suggestion_id)
      .execute()
    await tellEntries(trx, [entry], 'suggestion-contest-removed', now)
    return { number: entry.number }
  },
})
