import { dayOf } from '#calendar/lishui.ts'
import { fields, line } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { whyNoAward } from '#objections/objections.ts'
import { byOthers, honourMove } from '../move.ts'
import { applicationWords } from '../words.ts'

const words = applicationWords.moves.award

/** 命名: by somebody else than who put it on notice, after the notice, with every objection answered; SQL asks the same. */
export const award = honourMove({
  name: 'award',
  title: words.title,
  hint: words.hint,
  submit: words.submit,
  done: words.done,
  action: 'honour.awarded',
  by: ['supervisor'],
  form: fields({
    batch: line(words.batch, { max: 30, hint: words.batchHint }),
    awarded_by: line(words.by, { max: 40 }),
  }),
  refuse: byOthers(({ application, objections }, by) =>
    application.state === 'noticed'
      ? whyNoAward(application, objections, by)
      : tooLate(applicationWords.moves.notNoticed),
  ),
  async act(trx, { application }, data, { person, now }) {
    await trx
      .updateTable('honour_application')
      .set({ ...data, state: 'awarded', ended_by: person.id, ended_at: now, awarded_on: dayOf(now) })
      .where('id', '=', application.id)
      .execute()
    return { batch: data.batch }
  },
})
