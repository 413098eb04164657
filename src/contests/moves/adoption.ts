import { dayOf } from '#calendar/lishui.ts'
import { day, fields, oneOf, optional, words as text } from '#forms/fields.ts'
import { at, tooLate } from '#forms/refusals.ts'
import { listedOf } from '../contests.ts'
import { contestDeskWords } from '../desk-words.ts'
import { contestMove, unlessIn } from '../move.ts'
import { tellEntries } from '../tell.ts'

const { which, choose, words: label, on, onHint, gone, future, ...words } = contestDeskWords.moves.adoption

/** 采纳和落实: what came of an idea, and when it was carried out; said again as it goes on. */
export const adoption = contestMove({
  name: 'adoption',
  ...words,
  action: 'contest.adopted',
  by: ['clerk'],
  form: fields({
    entry: oneOf(which, { choose }),
    words: text(label, { min: 4, max: 500, rows: 4 }),
    on: optional(day(on, { hint: onHint })),
  }),
  refuse: found => unlessIn(found, 'awarded') ?? (listedOf(found).length > 0 ? undefined : tooLate(gone)),
  isDone: ({ entries }, data) =>
    entries.some(
      ({ number, adopted, carried_out_on }) =>
        String(number) === data.entry && adopted === data.words && carried_out_on === (data.on ?? null),
    ),
  async act(trx, found, data, { now }) {
    const entry = listedOf(found).find(({ number }) => String(number) === data.entry)
    if (!entry) return { refused: at('entry', gone) }
    if (data.on && data.on > dayOf(now)) return { refused: at('on', future) }
    await trx
      .updateTable('contest_entry')
      .set({ adopted: data.words, carried_out_on: data.on ?? null })
      .where('suggestion_id', '=', entry.suggestion_id)
      .execute()
    await tellEntries(trx, [entry], 'suggestion-contest-adopted', now)
    return { number: entry.number }
  },
})
