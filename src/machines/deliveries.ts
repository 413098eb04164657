import { aDay, later } from '#calendar/spans.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import type { Db, SuggestionState, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { Gone, type SignedPost } from '#messages/signed-post.ts'
import { recordEvent } from '#people/events.ts'
import { listHolders } from '#people/in-use.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Action } from '#people/trail-words.ts'
import { publicMoment, publicState } from './open311/public-state.ts'
import { open311Words } from './open311/words.ts'
import { secretSealedAs } from './webhooks.ts'

export interface Delivering {
  personalData: PersonalData
  /** The name of a unit of the register. */
  nameOf(unit: string): string
  /** Throws when it was not taken. */
  post(post: SignedPost): Promise<void>
}

/** So long nothing may arrive before the address is disabled. */
export const patienceDays = 5
/** So often a step is tried that alone does not arrive: by `waitAfter` more than five days. */
export const mostAttempts = 28
/** How many one client is sent in one turn, and how long that may take. */
const perTurn = 100
const turnMilliseconds = 60_000

/** After one minute, two, four … at most six hours. */
const waitAfter = (attempts: number) => Math.min(60_000 * 2 ** (attempts - 1), aDay / 4)

/**
 * Sends what is due: the clients side by side, the steps of each in their order, until one does not arrive; the others
 * of that client then have their turn next time, but for later steps of the same suggestion, which wait for it until it
 * has arrived or is given up: else the last word that a client hears would be an old one. Nothing is taken out before it has arrived, so a crash sends it twice,
 * under the same id. Never two of these at once (`everyMinute`). Returns how many arrived.
 */
export async function deliverWebhooks(db: Db, delivering: Delivering, now: Date): Promise<number> {
  const clients = await db
    .selectFrom('webhook')
    .innerJoin('webhook_delivery', 'webhook_delivery.client_id', 'webhook.client_id')
    .select(['webhook.client_id', 'url', 'secret_sealed'])
    .distinct()
    .where('disabled_at', 'is', null)
    .where('next_at', '<=', now)
    .execute()
  const sent = await Promise.all(clients.map(client => deliverTo(db, client, delivering, now)))
  return sent.reduce((sum, count) => sum + count, 0)
}

async function deliverTo(
  db: Db,
  { client_id: clientId, url, secret_sealed }: { client_id: number; url: string; secret_sealed: string },
  { personalData, nameOf, post }: Delivering,
  now: Date,
): Promise<number> {
  const secret = personalData.open(secret_sealed, secretSealedAs)
  const due = await listDue(db, clientId, now)
  const begin = performance.now()
  for (const [index, delivery] of due.entries()) {
    if (performance.now() - begin > turnMilliseconds) return index
    try {
      await post({ url, secret, id: `step_${delivery.id}`, body: JSON.stringify(sayStep(delivery, nameOf)) })
    } catch (error) {
      await inTransaction(db, trx => notArrived(trx, clientId, delivery, error as Error, now))
      return index
    }
    await arrived(db, clientId, delivery.id, now)
  }
  return due.length
}

function listDue(db: Db, clientId: number, now: Date) {
  return db
    .selectFrom('webhook_delivery')
    .innerJoin('suggestion', 'suggestion.id', 'webhook_delivery.suggestion_id')
    .select(['webhook_delivery.id', 'webhook_delivery.state', 'webhook_delivery.lead_unit', 'happened_at', 'attempts'])
    .select(['as_merged', 'extended_to'])
    .select(['suggestion.number', 'suggestion.category', 'suggestion.received_at'])
    .where('webhook_delivery.client_id', '=', clientId)
    .where('next_at', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('webhook_delivery as earlier')
            .select('earlier.id')
            .whereRef('earlier.client_id', '=', 'webhook_delivery.client_id')
            .whereRef('earlier.suggestion_id', '=', 'webhook_delivery.suggestion_id')
            .whereRef('earlier.id', '<', 'webhook_delivery.id')
            .where('earlier.next_at', '>', now),
        ),
      ),
    )
    .orderBy('webhook_delivery.id')
    .limit(perTurn)
    .execute()
}

/** A step as the world may know it: never what somebody wrote, never who somebody is. */
function sayStep(
  step: Awaited<ReturnType<typeof listDue>>[number],
  nameOf: Delivering['nameOf'],
): Record<string, unknown> {
  const { status, status_notes } = publicState(step.state as SuggestionState, { asMerged: step.as_merged })
  return {
    type: step.state === 'received' && !step.as_merged ? 'service_request.created' : 'service_request.updated',
    timestamp: publicMoment(step.happened_at),
    data: {
      service_request_id: step.number,
      status,
      status_notes: step.extended_to ? open311Words.extended(dayInLishui(step.extended_to)) : status_notes,
      service_code: step.category,
      agency_responsible: step.lead_unit && nameOf(step.lead_unit),
      requested_datetime: publicMoment(step.received_at),
      updated_datetime: publicMoment(step.happened_at),
      ...(step.extended_to && { expected_datetime: publicMoment(step.extended_to) }),
    },
  }
}

async function arrived(db: Db, clientId: number, id: number, now: Date): Promise<void> {
  await db
    .updateTable('webhook_delivery')
    .set(eb => ({ sent_at: now, next_at: null, last_error: null, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', id)
    .where('next_at', 'is not', null)
    .execute()
  await db
    .updateTable('webhook')
    .set({ failing_since: null })
    .where('client_id', '=', clientId)
    .where('failing_since', 'is not', null)
    .execute()
}

/** Tries it later, or gives it up after as many attempts as there may be; when nothing at all has arrived for five days the address is disabled. */
async function notArrived(
  trx: Trx,
  clientId: number,
  { id, attempts }: { id: number; attempts: number },
  error: Error,
  now: Date,
): Promise<void> {
  const { failing_since } = (await trx
    .updateTable('webhook')
    .set(eb => ({ failing_since: eb.fn.coalesce('failing_since', eb.val(now)) }))
    .where('client_id', '=', clientId)
    .returning('failing_since')
    .executeTakeFirst()) ?? { failing_since: null }
  // It was taken away meanwhile.
  if (!failing_since) return
  const isDead = error instanceof Gone || now.getTime() - failing_since.getTime() >= patienceDays * aDay
  // What waits for a dead address goes on when the administrator has set another.
  const isGivenUp = !isDead && attempts + 1 >= mostAttempts
  await trx
    .updateTable('webhook_delivery')
    .set({
      attempts: attempts + 1,
      last_error: error.message.slice(0, 300),
      next_at: isGivenUp ? null : later(now, waitAfter(attempts + 1)),
      ...(isGivenUp && { failed_at: now }),
    })
    .where('id', '=', id)
    .where('next_at', 'is not', null)
    .execute()
  if (isGivenUp) await record(trx, 'webhook.delivery-failed', clientId, now, { delivery: id })
  if (isDead) await disable(trx, clientId, now)
}

async function disable(trx: Trx, clientId: number, now: Date): Promise<void> {
  await trx.updateTable('webhook').set({ disabled_at: now }).where('client_id', '=', clientId).execute()
  await record(trx, 'webhook.disabled', clientId, now, {})
  const admins = await listHolders(trx, 'admin')
  await enqueueMessages(
    trx,
    admins.map(admin => ({
      to: { personId: admin.id },
      template: 'webhook-disabled' as const,
      facts: { client: clientId, days: patienceDays },
      about: { kind: 'client', id: clientId },
    })),
    now,
  )
}

/** Removes what was sent, or given up, before a moment. Returns how many. */
export async function forgetDeliveries(db: Db, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('webhook_delivery')
    .where('next_at', 'is', null)
    .where('happened_at', '<', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

function record(trx: Trx, action: Action, id: number, now: Date, detail: Record<string, unknown>): Promise<void> {
  return recordEvent(trx, { actor: { kind: 'system' }, action, object: { kind: 'client', id }, detail, at: now })
}
