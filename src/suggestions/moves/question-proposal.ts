import { fields, requestKey, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { deskMove, inUnitsHands } from '../course.ts'
import { findQuestion } from '../questions.ts'
import { tellRole } from '../tell.ts'

/** 请受理员问: the unit that leads wants to know something of the author. The desk sends it on: the unit never knows whom. */
export const questionProposal = deskMove({
  name: 'question-proposal',
  title: '有问题要问提交人',
  hint: '写下要问什么，由受理员转问；回答了会提醒你们。办理的时限要等受理员发出提问才可能停。',
  submit: '请受理员转问',
  done: '已请受理员转问。',
  action: 'suggestion.question-proposed',
  by: { lead: inUnitsHands },
  form: fields({
    body: words('要问什么', { min: 4, max: 500, rows: 3, missing: '请写要问什么' }),
    request_key: requestKey(),
  }),
  refusals: { 'already-asked': tooLate('已经有一个问题在等，等它有了结果再问。') },
  async isDone({ id }, { request_key }, _by, db) {
    return (await findQuestion(db, id))?.request_key === request_key
  },
  async offered({ id }, _by, db) {
    return (await findQuestion(db, id)) ? 'already-asked' : true
  },
  async act(trx, suggestion, { body, request_key }, { person, now }) {
    const unit = suggestion.lead_unit!
    const { id: row } = await trx
      .insertInto('question')
      .values({ suggestion_id: suggestion.id, request_key, unit, body, proposed_by: person.id })
      .returning('id')
      .executeTakeFirstOrThrow()
    await tellRole(trx, suggestion, 'clerk', 'desk-question-proposed', {}, now)
    return { change: {}, detail: { row, unit } }
  },
  story: { desk: { title: '请受理员问提交人' } },
  async standing(db, { id }, { nameOf }) {
    const found = await findQuestion(db, id)
    return found && !found.asked_at
      ? { desk: { head: `${nameOf(found.unit)}想问提交人，等受理员转问：`, words: found.body } }
      : undefined
  },
})
