import { randomBytes } from 'node:crypto'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Action } from '#people/trail-words.ts'

export const secretSealedAs = 'webhook.secret_sealed'

/**
 * Tells a client from now on at this address, in the place of the one before. Returns the new secret, this once. What
 * waits, also because it had been disabled, is tried at once. Refuses `unknown`, and `not-allowed` when it may not be told.
 */
export function setWebhook(
  db: Db,
  personalData: PersonalData,
  clientId: number,
  url: string,
  by: { id: number },
  now: Date,
): Promise<{ secret: string } | { refused: 'unknown' | 'not-allowed' }> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  return inTransaction(db, async trx => {
    const client = await trx
      .selectFrom('client')
      .select('may')
      .where('id', '=', clientId)
      .where('revoked_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!client) return { refused: 'unknown' as const }
    if (!client.may.includes('webhooks')) return { refused: 'not-allowed' as const }
    const row = {
      url,
      secret_sealed: personalData.seal(secret, secretSealedAs),
      set_at: now,
      failing_since: null,
      disabled_at: null,
    }
    await trx
      .insertInto('webhook')
      .values({ ...row, client_id: clientId })
      .onConflict(conflict => conflict.column('client_id').doUpdateSet(row))
      .execute()
    await trx
      .updateTable('webhook_delivery')
      .set({ next_at: now, attempts: 0 })
      .where('client_id', '=', clientId)
      .where('next_at', 'is not', null)
      .execute()
    await record(trx, 'webhook.set', clientId, by, now)
    return { secret }
  })
}

/** Tells a client nothing more. Refuses `unknown`. */
export function removeWebhook(
  db: Db,
  clientId: number,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'unknown' }> {
  return inTransaction(db, async trx => {
    if (!(await dropWebhook(trx, clientId, now))) return { refused: 'unknown' as const }
    await record(trx, 'webhook.removed', clientId, by, now)
    return { id: clientId }
  })
}

/** Takes the address away; what waited for it will not be sent. Returns whether there was one. */
export async function dropWebhook(trx: Trx, clientId: number, now: Date): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('webhook').where('client_id', '=', clientId).executeTakeFirst()
  await trx
    .updateTable('webhook_delivery')
    .set({ next_at: null, failed_at: now, last_error: 'the webhook was taken away' })
    .where('client_id', '=', clientId)
    .where('next_at', 'is not', null)
    .execute()
  return numDeletedRows > 0n
}

/** What a client was told, or is to be, newest first. */
export function listDeliveries(db: Db, clientId: number, limit: number) {
  return db
    .selectFrom('webhook_delivery')
    .innerJoin('suggestion', 'suggestion.id', 'webhook_delivery.suggestion_id')
    .select([
      'webhook_delivery.id',
      'suggestion.number',
      'webhook_delivery.state',
      'happened_at',
      'attempts',
      'next_at',
    ])
    .select(['sent_at', 'failed_at', 'last_error', 'extended_to'])
    .where('webhook_delivery.client_id', '=', clientId)
    .orderBy('webhook_delivery.id', 'desc')
    .limit(limit)
    .execute()
}

/** Sends one more time what arrived or was given up, under the same id. Refuses `unknown`: no such one, or no address. */
export function deliverAgain(
  db: Db,
  clientId: number,
  deliveryId: number,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'unknown' }> {
  return inTransaction(db, async trx => {
    const again = await trx
      .updateTable('webhook_delivery')
      .set({ next_at: now, sent_at: null, failed_at: null, attempts: 0 })
      .where('id', '=', deliveryId)
      .where('client_id', '=', clientId)
      .where('client_id', 'in', eb => eb.selectFrom('webhook').select('client_id'))
      .returning('id')
      .executeTakeFirst()
    if (!again) return { refused: 'unknown' as const }
    await record(trx, 'webhook.sent-again', clientId, by, now, { delivery: deliveryId })
    return again
  })
}

function record(
  trx: Trx,
  action: Action,
  clientId: number,
  by: { id: number },
  now: Date,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const actor = { kind: 'person', id: by.id } as const
  return recordEvent(trx, { actor, action, object: { kind: 'client', id: clientId }, detail, at: now })
}
