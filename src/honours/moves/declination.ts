import { fields, words as text } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { byOthers, honourMove } from '../move.ts'
import { applicationWords } from '../words.ts'

const { words: label, ...words } = applicationWords.moves.declination

/** 不予命名: before the notice or after it, with the reason for the unit. */
export const declination = honourMove({
  name: 'declination',
  ...words,
  look: 'warning',
  action: 'honour.declined',
  by: ['clerk'],
  form: fields({ words: text(label, { min: 4, max: 500, rows: 4 }) }),
  refuse: byOthers(({ application: { state } }) =>
    state === 'filed' || state === 'noticed' ? undefined : tooLate(applicationWords.moves.ended),
  ),
  async act(trx, { application }, data, { person, now }) {
    await trx
      .updateTable('honour_application')
      .set({ state: 'declined', words: data.words, ended_by: person.id, ended_at: now })
      .where('id', '=', application.id)
      .execute()
    return {}
  },
})
