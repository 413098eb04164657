import { fromKysely, type JobInsert, PgBoss } from 'pg-boss'
import { aDay, later } from '#calendar/spans.ts'
import type { MessageChannel } from '#db/schema-messages.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { MessageTemplate } from './words.ts'
import { messageQueue } from './queues.ts'
import { priorityOf, waitsUntil } from './urgency.ts'

/** An address as it lies sealed in some column; it is copied without being opened. */
export interface SealedAddress {
  channel: 'sms' | 'email'
  sealed: string
  /** The purpose it was sealed for. */
  purpose: string
}

export interface NewMessage {
  to: { personId: number } | SealedAddress
  template: MessageTemplate
  /** Ids, numbers, days. Never a name, a number or what somebody wrote. */
  facts?: Record<string, string | number>
  about?: { kind: string; id: string | number }
  /** What stands for `{secret}` in the words, as it lies sealed in some column. */
  secret?: { sealed: string; purpose: string }
  /** Nobody needs it after this; three days unless said otherwise. */
  giveUpAt?: Date
}

const threeDays = 3 * aDay

/**
 * Puts a message into the outbox in the transaction of the change it tells about: row and job stand or
 * fall with it. A person without phone or e-mail finds it at their desk. Returns its id.
 */
export async function enqueueMessage(trx: Trx, message: NewMessage, now: Date): Promise<number> {
  return (await enqueueMessages(trx, [message], now))[0]!
}

/** The same for several at once, in as many statements as one takes: a cancelled shift tells hundreds. Returns their ids. */
export async function enqueueMessages(trx: Trx, messages: NewMessage[], now: Date): Promise<number[]> {
  if (messages.length === 0) return []
  const addresses = await findAddresses(
    trx,
    messages.flatMap(({ to }) => ('personId' in to ? [to.personId] : [])),
  )
  const rows = messages.map(message => {
    const address = 'personId' in message.to ? addresses.get(message.to.personId) : message.to
    return {
      template: message.template,
      facts: JSON.stringify(message.facts ?? {}),
      secret_sealed: message.secret?.sealed ?? null,
      secret_purpose: message.secret?.purpose ?? null,
      about_kind: message.about?.kind ?? null,
      about_id: message.about === undefined ? null : String(message.about.id),
      channel: address?.channel ?? ('desk' satisfies MessageChannel as MessageChannel),
      to_person_id: 'personId' in message.to ? message.to.personId : null,
      to_sealed: address?.sealed ?? null,
      to_purpose: address?.purpose ?? null,
      created_at: now,
      give_up_at: message.giveUpAt ?? later(now, threeDays),
      ...(address ? {} : { state: 'sent' as const, sent_at: now, sender: 'desk' }),
    }
  })
  const added = await trx.insertInto('message').values(rows).returning(['id', 'channel']).execute()
  const rings = added.some(({ channel }) => channel === 'sms')
  const night = rings
    ? await trx.selectFrom('fair_rule').select(['night_from', 'night_until']).executeTakeFirstOrThrow()
    : undefined
  await addJobs(
    trx,
    added.flatMap(({ id, channel }, at) => {
      const { template, facts = {} } = messages[at]!
      const startAfter = channel === 'sms' && night ? waitsUntil(template, facts, night, now) : undefined
      return channel === 'desk'
        ? []
        : [{ data: { id }, priority: priorityOf(template), ...(startAfter && { startAfter }) }]
    }),
  )
  return added.map(row => row.id)
}

/**
 * Adds jobs in the caller's transaction. The client is made for it: one that is shared would look its queue
 * up outside the transaction, and the embedded database, which has one connection, would wait for itself.
 */
async function addJobs(trx: Trx, jobs: JobInsert[]): Promise<void> {
  if (jobs.length > 0) await new PgBoss({ db: fromKysely(trx) }).insert(messageQueue, jobs)
}

/** The people's addresses; somebody without phone and e-mail is not among them. */
async function findAddresses(trx: Trx, personIds: number[]): Promise<Map<number, SealedAddress>> {
  if (personIds.length === 0) return new Map()
  const people = await trx
    .selectFrom('person')
    .select(['id', 'phone_sealed', 'email_sealed'])
    .where('id', 'in', personIds)
    .execute()
  return new Map(
    people.flatMap(({ id, phone_sealed, email_sealed }): [number, SealedAddress][] =>
      phone_sealed
        ? [[id, { channel: 'sms', sealed: phone_sealed, purpose: 'person.phone_sealed' }]]
        : email_sealed
          ? [[id, { channel: 'email', sealed: email_sealed, purpose: 'person.email_sealed' }]]
          : [],
    ),
  )
}

/** Messages, newest first, with the name of the member of staff who is told; those that did not arrive on request. `before` is the id of the last one of the page before. */
export function listMessages(
  db: Db,
  { unsent = false, before, limit }: { unsent?: boolean; before?: number | undefined; limit: number },
) {
  return db
    .selectFrom('message')
    .leftJoin('person', join => join.onRef('person.id', '=', 'message.to_person_id').on('person.login', 'is not', null))
    .select([
      'message.id',
      'template',
      'facts',
      'about_kind',
      'about_id',
      'channel',
      'to_masked',
      'to_person_id',
      'person.name as to_name',
      'state',
      'sender',
      'body',
      'attempts',
      'last_error',
      'message.created_at',
      'give_up_at',
      'sent_at',
      'failed_at',
    ])
    .$if(unsent, query => query.where('state', '<>', 'sent'))
    .$if(before !== undefined, query => query.where('message.id', '<', before!))
    .orderBy('message.id', 'desc')
    .limit(limit)
    .execute()
}

/** How many messages wait to leave the house by each channel, and since when the first of them. */
export function countWaiting(db: Db): Promise<{ channel: MessageChannel; count: number; since: Date }[]> {
  return db
    .selectFrom('message')
    .select(({ fn }) => ['channel', fn.countAll<number>().as('count'), fn.min('created_at').as('since')])
    .where('state', 'in', ['waiting', 'sending'])
    .groupBy('channel')
    .execute()
}

/** What waits at a person's own desk, newest first. */
export function listUnread(db: Db, personId: number) {
  return db
    .selectFrom('message')
    .select(['id', 'template', 'facts', 'about_kind', 'about_id', 'created_at'])
    .where('channel', '=', 'desk')
    .where('to_person_id', '=', personId)
    .where('read_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
}

/** Marks what a person has seen at their desk, up to and with one message. */
export async function markRead(db: Db, personId: number, upTo: number, now: Date): Promise<void> {
  await db
    .updateTable('message')
    .set({ read_at: now })
    .where('channel', '=', 'desk')
    .where('to_person_id', '=', personId)
    .where('read_at', 'is', null)
    .where('id', '<=', upTo)
    .execute()
}

/** What was told of something at people's desks is done with: its step is over. */
export async function endReminders(trx: Trx, about: { kind: string; id: string }, now: Date): Promise<void> {
  await trx
    .updateTable('message')
    .set({ read_at: now })
    .where('channel', '=', 'desk')
    .where('about_kind', '=', about.kind)
    .where('about_id', '=', about.id)
    .where('read_at', 'is', null)
    .execute()
}

/** Tries a message that was given up once more, for another three days. Refuses `not-failed`. */
export function sendAgain(
  db: Db,
  id: number,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'not-failed' }> {
  return inTransaction(db, async trx => {
    const waiting = await trx
      .updateTable('message')
      .set({ state: 'waiting', failed_at: null, attempts: 0, give_up_at: later(now, threeDays) })
      .where('id', '=', id)
      .where('state', '=', 'failed')
      .where('to_sealed', 'is not', null)
      .returning('template')
      .executeTakeFirst()
    if (!waiting) return { refused: 'not-failed' as const }
    await addJobs(trx, [{ data: { id }, priority: priorityOf(waiting.template as MessageTemplate) }])
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'message.sent-again',
      object: { kind: 'message', id },
      at: now,
    })
    return { id }
  })
}

/** Removes messages that were sent, or given up, before a moment. Returns how many. */
export async function forgetMessages(trx: Trx, before: Date): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('message')
    .where('state', 'in', ['sent', 'failed'])
    .where('created_at', '<', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
