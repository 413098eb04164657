import type { Db, Trx } from '#db/schema.ts'
import { fields, oneOf, passedOn, words } from '#forms/fields.ts'
import { at, forbidden, tooLate } from '#forms/refusals.ts'
import { changeLead } from '../assignments.ts'
import { deskMove, inUnitsHands } from '../course.ts'
import { findDeputy, noOfficer } from '../deputy.ts'
import { sayDeputy } from '../story.ts'
import { findDispute } from './dispute.ts'

/**
 * 改派: another unit answers, also after the first has signed; the clock goes on, because the citizen does not wait longer
 * for our mistake. After a supervisor's ruling only a supervisor does it. `from` is the unit that led on the form's page:
 * of two clerks who press at once the second is told.
 */
export const reRouting = deskMove({
  name: 're-routing',
  title: '改派',
  hint: '交错了单位时用。换一个牵头单位，答复的时限不重算；协办单位不变。',
  submit: '改派',
  done: '已改派，两个单位都会收到提醒。',
  look: 'warning',
  action: 'suggestion.re-routed',
  by: { clerk: inUnitsHands, supervisor: inUnitsHands },
  form: fields({
    lead: oneOf('改由哪个单位牵头', { choose: '请选择', missing: '请选一个单位' }),
    no_officer: passedOn(),
    reason: words('改派理由', {
      min: 4,
      max: 1000,
      rows: 3,
      hint: '新的单位会看到，市民看不到',
      missing: '请写改派的理由',
    }),
    from: passedOn(),
  }),
  refusals: {
    ...noOfficer,
    'same-unit': at('lead', '现在就是这个单位牵头，请选另一个'),
    'moved-on': tooLate('在你之前已经有人改派过了，现在的牵头单位见下面。你这一次没有生效。'),
    disputed: tooLate('单位提请了审定，由督办员决定归谁办。'),
    ruled: forbidden('由哪个单位办，督办员已经审定。要再改派，请督办员来改。'),
  },
  async offered({ id }, { person }, db) {
    const dispute = await findDispute(db, id)
    if (!dispute) return true
    if (!dispute.decided_at) return 'disputed'
    return person.roles.includes('supervisor') ? true : 'ruled'
  },
  isDone: ({ id, lead_unit }, { lead, from }, { person }, db) =>
    lead === lead_unit && from !== lead ? wasRoutedBy(db, id, lead, person.id) : false,
  async act(trx, suggestion, { lead, no_officer: confirmed, reason, from }, { person, now, ...means }) {
    const { lead_unit: before } = suggestion
    if (from !== before) return { refused: 'moved-on' }
    if (lead === before) return { refused: 'same-unit' }
    const found = await findDeputy(trx, { unit: lead, confirmed }, means)
    if ('refused' in found) return found
    const { deputy } = found
    const change = await changeLead(trx, suggestion, { lead, deputy, words: reason, by: person.id }, now)
    return { change, detail: { lead, before, ...(deputy !== undefined && { deputy }) } }
  },
  story: {
    desk: {
      title: '改派',
      about: ({ before, lead, deputy }, nameOf) => `${nameOf(before)}改为${nameOf(lead)}${sayDeputy(deputy, nameOf)}`,
    },
    author: {
      say: ({ before, lead }, nameOf) => `改由${nameOf(lead)}牵头去办，${nameOf(before)}不再办；答复的时限不重算`,
    },
  },
})

/** The same form sent twice, and not a colleague's that says the same. */
async function wasRoutedBy(db: Db | Trx, id: number, unit: string, personId: number): Promise<boolean> {
  const routed = await db
    .selectFrom('assignment')
    .select('id')
    .where('suggestion_id', '=', id)
    .where('unit', '=', unit)
    .where('part', '=', 'lead')
    .where('re_routed', '=', true)
    .where('handed_over_by', '=', personId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return routed !== undefined
}
