import { fields, requestKey, words } from '#forms/fields.ts'
import { formatLetterNumber } from '../clocks/steps.ts'
import { deskMove, inUnitsHands, openStates } from '../course.ts'
import { issueLetter } from '../letters.ts'
import { listRises } from '../rises.ts'
import { sayLetter } from '../story.ts'
import { tellUnit } from '../tell.ts'

/** 督办 by a supervisor, with words of their own, of what a unit has in hand; overdue work gets its letter by itself. */
export const supervision = deskMove({
  name: 'supervision',
  title: '督办',
  hint: '发出编号的督办函，单位的联络员会收到。',
  submit: '发督办函',
  done: '已发督办函。',
  action: 'suggestion.supervised',
  by: { supervisor: inUnitsHands },
  form: fields({
    words: words('督办要求', { min: 4, max: 1000, rows: 3, missing: '请写督办的要求' }),
    request_key: requestKey(),
  }),
  async isDone({ id }, { request_key }, _by, db) {
    const issued = await db
      .selectFrom('supervision_letter')
      .select('id')
      .where('request_key', '=', request_key)
      .where('suggestion_id', '=', id)
      .executeTakeFirst()
    return issued !== undefined
  },
  async act(trx, suggestion, { words, request_key: requestKey }, { person, now, letterPrefix = '' }) {
    const unit = suggestion.lead_unit!
    const letter = await issueLetter(
      trx,
      { suggestionId: suggestion.id, unit, dueAt: suggestion.due_at!, issuedBy: person.id, words, requestKey },
      now,
    )
    const facts = { letter: formatLetterNumber(letterPrefix, letter) }
    await tellUnit(trx, suggestion, unit, 'desk-supervised', facts, now)
    return { change: {}, detail: { ...letter, unit } }
  },
  // What has waited too long is seen by whoever opens it.
  async standing(db, { id, state }, { nameOf }) {
    if (!(openStates as readonly string[]).includes(state) || state === 'revisit') return undefined
    const alarm = await db.selectFrom('alarm').select('id').where('suggestion_id', '=', id).limit(1).executeTakeFirst()
    const rises = await listRises(db, id)
    if (!alarm && rises.length === 0) return undefined
    const whom = rises.map(({ unit }) => (unit ? nameOf(unit) : '督办员')).join('、')
    return {
      tag: alarm ? '久等' : '已上报',
      desk: {
        ...(alarm && { words: '等答复太久，已经报给督办员和管理员。三个月没有答复，网站检查不合格。' }),
        ...(whom && { more: `红灯以后还没有答复，已报给${whom}。` }),
      },
    }
  },
  story: {
    desk: { title: '督办' },
    author: { say: (detail, nameOf) => `督办了：要求${nameOf(detail.unit)}尽快办${sayLetter(detail)}` },
  },
})
