import { fields } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { honourMove } from '../move.ts'
import { applicationWords } from '../words.ts'

/** 撤回: by an officer of the unit that applied. */
export const withdrawal = honourMove({
  name: 'withdrawal',
  ...applicationWords.moves.withdrawal,
  look: 'warning',
  action: 'honour.withdrawn',
  by: ['officer'],
  form: fields({}),
  refuse: ({ application: { state } }) =>
    state === 'filed' || state === 'noticed' ? undefined : tooLate(applicationWords.moves.ended),
  async act(trx, { application }, _, { person, now }) {
    await trx
      .updateTable('honour_application')
      .set({ state: 'withdrawn', ended_by: person.id, ended_at: now })
      .where('id', '=', application.id)
      .execute()
    return {}
  },
})
