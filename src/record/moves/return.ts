import { fields, words as text } from '#forms/fields.ts'
import { recordMove } from '../move.ts'
import { recordWords as words } from '../words.ts'
import { publication } from './publication.ts'

/** 退回: what was made ready still shows something that must not be public, or covers too much. */
export const returning = recordMove({
  name: 'return',
  ...words.moves.return,
  action: 'suggestion.record-returned',
  by: publication.by,
  form: fields({
    words: text(words.returnWords, { min: 4, max: 500, rows: 3, missing: words.returnMissing }),
  }),
  refuse: publication.refuse,
  isDone: ({ draft }, data, { person }) => draft?.returned_by === person.id && draft.returned_words === data.words,
  async act(trx, { suggestion }, data, { person, now }) {
    await trx
      .updateTable('record_draft')
      .set({ returned_by: person.id, returned_at: now, returned_words: data.words })
      .where('suggestion_id', '=', suggestion.id)
      .execute()
    return {}
  },
})
