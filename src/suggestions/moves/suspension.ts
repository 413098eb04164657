import type { Db, Trx } from '#db/schema.ts'
import { addDays, dayInLishui } from '#calendar/work-calendar.ts'
import { calculateDeadline } from '#calendar/working-days.ts'
import { day, fields, words } from '#forms/fields.ts'
import { at, forbidden, tooLate } from '#forms/refusals.ts'
import { recalculate } from '../clocks/deadlines.ts'
import { findWorkingDays, loadOffice, type Office } from '../clocks/office.ts'
import { postponePromise } from '../clocks/promised-days.ts'
import { sayDay } from '../clocks/words.ts'
import { deskMove, inUnitsHands } from '../course.ts'
import { tellAuthors } from '../tell.ts'

/** 挂账: the clock stands still from today until `until` (that day counts again), with a reason its author reads. A long one, or a second, takes a supervisor. */
export const suspension = deskMove({
  name: 'suspension',
  title: '挂账',
  hint: '暂时办不了的，写明原因和恢复的日子；挂账期间不计时，市民会看到原因。',
  submit: '挂账',
  done: '已挂账，到期日已重算。',
  action: 'suggestion.suspended',
  by: { clerk: inUnitsHands, supervisor: inUnitsHands },
  form: fields({
    until: day('恢复办理的日子', { hint: '这一天起重新计时', missing: '请填恢复办理的日子' }),
    reason: words('挂账原因', { min: 4, max: 1000, rows: 3, hint: '市民会看到', missing: '请写挂账的原因' }),
  }),
  refusals: {
    'until-not-later': at('until', '请填今天以后的日子'),
    'until-too-far': at('until', '最长挂账一年'),
    'too-long-for-clerk': at('until', '挂这么久要督办员来定；请缩短，或者请督办员挂账'),
    'second-needs-supervisor': forbidden('这件已经挂过一次账，再挂要督办员来定。'),
    'already-suspended': tooLate('这件建言已经在挂账。'),
  },
  async offered(suggestion, { person, now }, db) {
    if (await findSuspension(db, suggestion, now)) return 'already-suspended'
    if (person.roles.includes('supervisor')) return true
    const earlier = await db
      .selectFrom('suspension')
      .select('id')
      .where('suggestion_id', '=', suggestion.id)
      .executeTakeFirst()
    return earlier ? 'second-needs-supervisor' : true
  },
  async act(trx, suggestion, { reason, until }, { person, now }) {
    const today = dayInLishui(now)
    if (until <= today) return { refused: 'until-not-later' }
    if (until > addDays(today, 366)) return { refused: 'until-too-far' }
    const office = await loadOffice(trx)
    if (!person.roles.includes('supervisor') && until > lastDayOfClerk(office, now))
      return { refused: 'too-long-for-clerk' }
    const { id: row } = await trx
      .insertInto('suspension')
      .values({
        suggestion_id: suggestion.id,
        reason,
        from_day: today,
        until_day: until,
        begun_by: person.id,
        begun_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recalculate(trx, office, [suggestion.id], now)
    const promised = await postponePromise(trx, office, suggestion.id, until, now)
    const facts = { until, ...(promised && { promised }) }
    await tellAuthors(trx, suggestion, 'suggestion-suspended', facts, now)
    return { change: {}, detail: { row, ...facts } }
  },
  story: {
    desk: { title: '挂账', words: findReason },
    author: {
      say: ({ until, promised }) =>
        `暂停办理，${sayDay(until!)}恢复；暂停的日子不算在期限里${promised ? `；原来说好 ${sayDay(promised)}告诉你进展，改到那一天` : ''}`,
      reason: findReason,
    },
  },
  async standing(db, suggestion, { now }) {
    const found = await findSuspension(db, suggestion, now)
    if (!found) return undefined
    const until = sayDay(found.until_day)
    return {
      tag: '挂账中',
      desk: { words: `挂账到 ${until}，期间不计时。` },
      author: `暂停办理，${until}恢复。理由：${found.reason}`,
    }
  },
})

/** The last day until which a clerk alone suspends. */
function lastDayOfClerk(office: Office, now: Date): string {
  const allowance = { workingDays: findWorkingDays(office, 'suspension') }
  return calculateDeadline(office.calendar, { begins: now, allowance, closesAt: office.closesAt }).dueOn
}

/** The suspension in which the clocks of a suggestion stand still today. */
export function findSuspension(db: Db | Trx, suggestion: { id: number }, now: Date) {
  const today = dayInLishui(now)
  return db
    .selectFrom('suspension')
    .select(['id', 'until_day', 'reason'])
    .where('suggestion_id', '=', suggestion.id)
    .where('from_day', '<=', today)
    .where('until_day', '>', today)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

async function findReason(db: Db, { row }: { row?: number }): Promise<string> {
  return (await db.selectFrom('suspension').select('reason').where('id', '=', row!).executeTakeFirstOrThrow()).reason
}
