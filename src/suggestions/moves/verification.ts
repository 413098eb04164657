import { fields } from '#forms/fields.ts'
import { forbidden } from '#forms/refusals.ts'
import { findLastAnswer, showAnswer } from '../answers.ts'
import { stopClock } from '../clocks/deadlines.ts'
import { loadOffice } from '../clocks/office.ts'
import { deskMove } from '../course.ts'
import { endQuestion } from '../questions.ts'

/** 核实: a clerk has checked the answer; from now on its author sees it and is asked what they think. */
export const verification = deskMove({
  name: 'verification',
  title: '核实通过',
  hint: '核实通过以后，市民马上看到答复，并可以评价。',
  submit: '核实通过',
  done: '已核实，市民马上能看到答复。',
  usual: true,
  action: 'suggestion.verified',
  by: { clerk: ['answered'] },
  form: fields({}),
  refusals: { 'own-answer': forbidden('这份答复是你写的，请另一位受理员核实。') },
  // Two pairs of eyes: somebody may be officer and clerk.
  async offered(suggestion, { person }, db) {
    return (await findLastAnswer(db, suggestion)).answered_by === person.id ? 'own-answer' : true
  },
  async act(trx, suggestion, _data, { person, now }) {
    const { id: row, answered_at: answeredAt } = await findLastAnswer(trx, suggestion)
    const office = await loadOffice(trx)
    await endQuestion(trx, suggestion, 'moot', now)
    await stopClock(trx, { suggestionId: suggestion.id, step: 'verify' }, now)
    return {
      change: await showAnswer(trx, office, suggestion, { id: row, answeredAt, checkedBy: person.id }, now),
      detail: { row, unit: suggestion.lead_unit },
    }
  },
  story: { desk: { title: '核实通过，市民可见' }, author: { say: () => '答复了', isAnswer: () => true } },
})
