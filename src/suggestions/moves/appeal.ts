import type { Db, Trx } from '#db/schema.ts'
import { fields, requestKey, words } from '#forms/fields.ts'
import { tooLate } from '#forms/refusals.ts'
import { endedByDesk, findAppeal, findEnding, isOpenToSecondLook } from '../appeals.ts'
import { sayOver, stale } from '../author-words.ts'
import { startClock } from '../clocks/deadlines.ts'
import { findAllowance, loadOffice } from '../clocks/office.ts'
import { sayDay } from '../clocks/words.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { isInTime } from '#calendar/working-days.ts'
import { authorMove, type Subject } from '../course.ts'
import { findAnswered } from '../merged.ts'
import { readUnitText } from '../redaction/reading.ts'
import { tellRole } from '../tell.ts'

/** 申诉: its author asks once, within the days of the setting, that a supervisor looks again at a declination, a merger or a closing by the desk. */
export const appeal = authorMove({
  name: 'appeal',
  title: '不同意？可以申诉一次',
  hint: '没有受理、合并到别的事、没办好就办结了，你不同意的，可以申诉一次。由没有经手这件事的督办员来定。',
  submit: '提交申诉',
  done: '申诉收到了，什么时候有结果写在下面。',
  action: 'suggestion.appealed',
  by: { author: endedByDesk },
  form: fields({
    body: words('为什么不同意', {
      min: 4,
      max: 1000,
      rows: 4,
      hint: '请不要写自己或别人的电话、身份证号',
      missing: '请写一写为什么不同意，几句就行',
      tooLong: '请缩短到 1000 个字以内',
    }),
    request_key: requestKey(stale),
  }),
  refusals: {
    'already-appealed': tooLate('这件事已经申诉过一次，不能再申诉。'),
    'by-yourself': tooLate('这件事是按你的评价办结的，不能申诉。有新的情况，请再提一件。'),
    'too-late': tooLate('申诉的期限已经过了。有新的情况，请再提一件。'),
  },
  async isDone({ id }, { request_key }, _by, db) {
    const appeal = await findAppeal(db, id)
    return appeal?.request_key === request_key
  },
  async offered(suggestion, { now }, db) {
    if (await findAppeal(db, suggestion.id)) return 'already-appealed'
    const ending = await findAppealable(db, suggestion)
    if (ending?.actor_kind === 'citizen') return 'by-yourself'
    return ending && (await isOpenToSecondLook(db, ending.at, now)) ? true : 'too-late'
  },
  async act(trx, suggestion, { body, request_key }, { now }) {
    const { id: row } = await trx
      .insertInto('appeal')
      .values({ suggestion_id: suggestion.id, request_key, body, made_at: now })
      .returning('id')
      .executeTakeFirstOrThrow()
    const office = await loadOffice(trx)
    const { dueOn: due } = await startClock(
      trx,
      office,
      { suggestionId: suggestion.id, step: 'appeal', allowance: findAllowance(office, 'appeal', suggestion) },
      now,
    )
    await tellRole(trx, suggestion, 'supervisor', 'desk-appealed', { due }, now)
    return { change: {}, detail: { row } }
  },
  sayTooLate: state => sayOver(state) ?? '这件事还在办，不用申诉。有话要说，请用“补充情况”。',
  story: {
    desk: {
      title: '提交人申诉',
      words: async (db, { row }, forOffice) =>
        forOffice
          ? (await db.selectFrom('appeal').select('body').where('id', '=', row!).executeTakeFirstOrThrow()).body
          : readUnitText(db, 'appeal', row!),
    },
    author: { say: () => '你提出了申诉' },
  },
  async standing(db, { id }, { forOffice, now }) {
    const found = await findAppeal(db, id)
    const clock = await db
      .selectFrom('deadline')
      .select('due_at')
      .where('suggestion_id', '=', id)
      .where('step', '=', 'appeal')
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    return (
      found &&
      clock && {
        tag: '申诉',
        desk: { head: '提交人申诉：', words: forOffice ? found.body : await readUnitText(db, 'appeal', found.id) },
        author: sayWhen(clock.due_at, now),
      }
    )
  },
})

/** What is appealed against; of what was merged also that the desk closed the one that it was merged into, once it has. */
async function findAppealable(db: Db | Trx, suggestion: Subject) {
  const answered = suggestion.state === 'merged' ? await findAnswered(db, suggestion.id) : undefined
  const closing = answered?.state === 'closed' ? await findEnding(db, answered) : undefined
  // Who closed it by a rating was its own author, and not this one.
  return closing && closing.actor_kind !== 'citizen' ? closing : findEnding(db, suggestion)
}

/** A day that has passed is promised to nobody. */
function sayWhen(dueAt: Date, now: Date): string {
  const by = `${sayDay(dayInLishui(dueAt))}下班前`
  return isInTime(now, dueAt)
    ? `你的申诉收到了，督办员会在${by}给你结果。`
    : `你的申诉收到了。说好${by}给你结果的，没有做到，对不起。督办员会尽快定下来，结果写在这一页。`
}
