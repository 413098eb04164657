import { aDay, earlier } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { listHolders } from '#people/in-use.ts'
import { tellOfNeed } from '../notify.ts'
import { listOrganisersOfNeed, lockNeed } from './needs.ts'
import { needOfficeRoles } from './seen.ts'

/** So long after its time an organisation may still say that a need which it took up was met. */
const daysToClose = 14

/**
 * What falls due by itself about needs, called every minute: the office is told once of what it has not answered in time;
 * what nobody took up in time, or nobody closed, has expired, and who filed it and who took it up are told. Returns how many.
 */
export async function lookAfterNeeds(db: Db, now: Date): Promise<number> {
  return (await tellOfOverdue(db, now)) + (await expireNeeds(db, now))
}

async function tellOfOverdue(db: Db, now: Date): Promise<number> {
  return inTransaction(db, async trx => {
    const overdue = await trx
      .updateTable('need')
      .set({ overdue_told_at: now })
      .where('state', '=', 'filed')
      .where('verify_by', '<=', now)
      .where('overdue_told_at', 'is', null)
      .returning(['id', 'wanted_from'])
      .execute()
    if (overdue.length === 0) return 0
    const office = (await listHolders(trx, ...needOfficeRoles)).map(({ id }) => ({ personId: id }))
    for (const need of overdue) await tellOfNeed(trx, need, office, 'need-overdue', now)
    return overdue.length
  })
}

async function expireNeeds(db: Db, now: Date): Promise<number> {
  const due = await db
    .selectFrom('need')
    .select('id')
    .where(eb =>
      eb.or([
        eb.and([eb('state', 'in', ['filed', 'verified']), eb('wanted_until', '<=', now)]),
        eb.and([eb('state', '=', 'taken-up'), eb('wanted_until', '<=', earlier(now, daysToClose * aDay))]),
      ]),
    )
    .orderBy('id')
    .execute()
  let expired = 0
  for (const { id } of due) {
    expired += await inTransaction(db, async trx => {
      const need = await lockNeed(trx, id)
      // Another process may have been quicker, or somebody met it meanwhile.
      if (!need || !['filed', 'verified', 'taken-up'].includes(need.state)) return 0
      await trx.updateTable('need').set({ state: 'expired', closed_at: now }).where('id', '=', id).execute()
      await recordEvent(trx, {
        actor: { kind: 'system' },
        action: 'need.expired',
        object: { kind: 'need', id },
        detail: { from: need.state },
        at: now,
      })
      await tellOfNeed(trx, need, [{ personId: need.filed_by }], 'need-expired', now)
      await tellOfNeed(trx, need, await listOrganisersOfNeed(trx, need), 'need-expired-with-you', now)
      return 1
    })
  }
  return expired
}
