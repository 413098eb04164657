import { askedFor, choice, fields, oneOf, optional, wholeNumber, words as text } from '#forms/fields.ts'
import { at } from '#forms/refusals.ts'
import { enqueueMessage } from '#messages/outbox.ts'
import { assessmentMove, refuseOwnUnit } from '../move.ts'
import { assessmentWords as words } from '../words.ts'

/** 决定意见: by somebody who neither objected, nor gave points there, nor answers for the unit; upheld, the line is revised with words. */
export const decision = assessmentMove({
  name: 'decision',
  ...words.moves.decision,
  action: 'assessment.objection-decided',
  by: ['supervisor', 'admin'],
  from: ['objections'],
  form: fields(
    {
      objection: oneOf(words.whichObjection, { choose: '请选择哪一条' }),
      upheld: choice(words.upheld, words.upheldChoices, { look: 'inline' }),
      share: askedFor('sometimes', optional(wholeNumber(words.revisedShare, { min: 0, max: 100 }))),
      words: text(words.decisionWords, { min: 4, max: 2000, rows: 4, missing: words.decisionMissing }),
    },
    ({ upheld, share }, fault) => {
      if (upheld === 'yes' && share === undefined) fault('share', words.revisedMissing)
      if (upheld === 'no' && share !== undefined) fault('share', words.revisedOdd)
    },
  ),
  refuse: refuseOwnUnit,
  async act(trx, { assessment, unit }, data, { person, now }) {
    const open = await trx
      .selectFrom('assessment_objection as o')
      .innerJoin('assessment_line as l', join =>
        join
          .onRef('l.assessment_id', '=', 'o.assessment_id')
          .onRef('l.unit', '=', 'o.unit')
          .onRef('l.criterion', '=', 'o.criterion'),
      )
      .select(['o.id', 'o.criterion', 'o.filed_by', 'l.id as line', 'l.first_by', 'l.second_by'])
      .where('o.assessment_id', '=', assessment.id)
      .where('o.unit', '=', unit!)
      .where('o.id', '=', Number(data.objection))
      .where('o.decided_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!open) return { refused: at('objection', words.decisionGone) }
    if (open.filed_by === person.id) return { refused: at('objection', words.decisionFiled) }
    if (open.first_by === person.id || open.second_by === person.id)
      return { refused: at('objection', words.decisionOwn) }
    await trx
      .updateTable('assessment_objection')
      .set({ decided_by: person.id, decided_at: now, upheld: data.upheld === 'yes', decision: data.words })
      .where('id', '=', open.id)
      .execute()
    if (data.share !== undefined)
      await trx.updateTable('assessment_line').set({ revised: data.share }).where('id', '=', open.line).execute()
    await enqueueMessage(
      trx,
      {
        to: { personId: open.filed_by },
        template: 'assessment-decided',
        facts: { year: assessment.year },
        about: { kind: 'assessment', id: assessment.year },
      },
      now,
    )
    return { row: open.id, criterion: open.criterion, granted: data.upheld === 'yes' }
  },
})
