import { fields, words as text } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { recordMove } from '../move.ts'
import { recordWords as words } from '../words.ts'

/** 撤下: at once; at its address a dated note stays, with the words. */
export const removal = recordMove({
  name: 'removal',
  ...words.moves.removal,
  action: 'suggestion.record-removed',
  by: ['clerk', 'supervisor', 'publisher'],
  form: fields({
    words: text(words.removalWords, { min: 4, max: 500, rows: 3, missing: words.removalMissing }),
  }),
  refuse: ({ record }) => (record && !record.removed_at ? undefined : tooLate(words.notPublic)),
  isDone: ({ record }, data) => record?.removed_for === 'office' && record.removed_words === data.words,
  async act(trx, { suggestion }, data, { now }) {
    await trx
      .updateTable('record')
      .set({
        removed_at: now,
        removed_for: 'office',
        removed_words: data.words,
        title: null,
        body: null,
        place: null,
        answer: null,
        folded: null,
        photos: '[]',
      })
      .where('suggestion_id', '=', suggestion.id)
      .execute()
    await trx.deleteFrom('record_draft').where('suggestion_id', '=', suggestion.id).execute()
    return {}
  },
})
