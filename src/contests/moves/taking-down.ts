import { fields, oneOf, words as text } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { type ContestCase, listedOf } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { tellEntries } from '../tell.ts'

const { which, choose, words: label, gone, ...words } = contestDeskWords.moves.takingDown

/** The entries of the short list whose text is public, or becomes so with its notice. */
export const withText = (found: ContestCase) => listedOf(found).filter(({ title }) => title !== null)

/** 撤下公开的文字: at once and for good; the entry keeps its place and its award by its number, with a dated note. */
export const takingDown = contestMove({
  name: 'taking-down',
  ...words,
  look: 'warning',
  action: 'contest.text-taken-down',
  by: ['clerk', 'supervisor'],
  form: fields({ entry: oneOf(which, { choose }), words: text(label, { min: 4, max: 500, rows: 3 }) }),
  refuse: found =>
    unlessIn(found, 'short-listed', 'noticed', 'awarded') ?? (withText(found).length > 0 ? undefined : tooLate(gone)),
  isDone: ({ entries }, data) =>
    entries.some(entry => String(entry.number) === data.entry && entry.taken_down_words === data.words),
  async act(trx, found, data, { now }) {
    const entry = withText(found).find(({ number }) => String(number) === data.entry)
    if (!entry) return { refused: at('entry', gone) }
    await trx
      .updateTable('contest_entry')
      .set({ title: null, body: null, taken_down_at: now, taken_down_words: data.words })
      .where('suggestion_id', '=', entry.suggestion_id)
      .execute()
    await tellEntries(trx, [entry], 'suggestion-contest-taken-down', now)
    return { number: entry.number }
  },
})
