import { fields, words as text } from '#forms/fields.ts'
import { type Refusal, tooLate } from '#forms/refusals.ts'
import { contestDeskWords } from '../desk-words.ts'
import { type EntryCase, entryMove, unlessIn } from '../move.ts'
import { tellEntries } from '../tell.ts'

const { words: label, ...words } = contestDeskWords.moves.rejection

/** Why the first review of an entry may not be made. */
export const notFiled = ({ entry }: EntryCase): Refusal | undefined =>
  entry.state === 'filed' ? undefined : tooLate(contestDeskWords.moves.wrongState)

/** 不通过初审: with a reason for its author; the suggestion goes on. */
export const rejection = entryMove({
  name: 'rejection',
  ...words,
  look: 'warning',
  action: 'contest.not-admitted',
  by: ['clerk'],
  form: fields({ words: text(label, { min: 4, max: 500, rows: 4 }) }),
  refuse: found => unlessIn(found, 'collecting') ?? notFiled(found),
  isDone: ({ entry }, data, { person }) =>
    entry.state === 'not-admitted' && entry.reviewed_by === person.id && entry.words === data.words,
  async act(trx, { entry }, data, { person, now }) {
    await trx
      .updateTable('contest_entry')
      .set({ state: 'not-admitted', words: data.words, reviewed_by: person.id, reviewed_at: now })
      .where('suggestion_id', '=', entry.suggestion_id)
      .execute()
    await tellEntries(trx, [entry], 'suggestion-contest-not-admitted', now)
    return { number: entry.number }
  },
})
