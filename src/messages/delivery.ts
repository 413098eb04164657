import { aMinute, earlier } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { maskPhone, type PersonalData } from '#people/personal-data.ts'
import { sayMessage, type Site } from './words.ts'
import { isUndeliverable, type Sender } from './senders.ts'

export interface Delivery {
  personalData: PersonalData
  senders: { sms: Sender; email: Sender }
  site: Site
}

/** Longer than any sender tries: a claim older than this was left by a process that died. */
const claimMinutes = 3

/** Another process is sending this message at the moment; the job has to come back and look. */
class BeingSent extends Error {}

/**
 * Delivers one message, no matter who asks and how often: only one at a time may hold it, and one that was sent
 * or given up is left alone. Throws when the attempt failed, so that the job is tried again later; ends as
 * `failed`, with an event, when it is refused for good or nobody needs it any more.
 */
export async function deliverMessage(
  db: Db,
  id: number,
  { personalData, senders, site }: Delivery,
  now: Date,
): Promise<void> {
  const message = await db
    .updateTable('message')
    .set(eb => ({ state: 'sending', claimed_at: now, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', id)
    .where(eb =>
      eb.or([
        eb('state', '=', 'waiting'),
        eb.and([eb('state', '=', 'sending'), eb('claimed_at', '<', earlier(now, claimMinutes * aMinute))]),
      ]),
    )
    .returningAll()
    .executeTakeFirst()
  if (!message) {
    const other = await db.selectFrom('message').select('state').where('id', '=', id).executeTakeFirst()
    if (other?.state === 'sending') throw new BeingSent(`message ${id} is being sent`)
    return
  }
  if (now >= message.give_up_at || message.channel === 'desk')
    return giveUp(db, message, message.last_error ?? 'nobody needs it any more', now)

  const sender = senders[message.channel]
  try {
    const to = personalData.open(message.to_sealed!, message.to_purpose!)
    const secret = message.secret_sealed ? personalData.open(message.secret_sealed, message.secret_purpose!) : undefined
    await sender.send({ key: `message-${id}`, to, text: sayMessage(message.template, message.facts, site, secret) })
    // Somebody's own code is in no list of messages, not even where nothing is really sent.
    const mayKeep = sender.keepsSecrets && message.template === 'one-time-code'
    const body = sayMessage(message.template, message.facts, site, mayKeep ? secret : undefined)
    await db
      .updateTable('message')
      .set({
        state: 'sent',
        sent_at: now,
        sender: sender.name,
        body,
        to_masked: maskAddress(to),
        to_sealed: null,
        to_purpose: null,
        secret_sealed: null,
        secret_purpose: null,
        last_error: null,
      })
      .where('id', '=', id)
      .execute()
  } catch (error) {
    const words = wordsOf(error)
    if (isUndeliverable(error)) return giveUp(db, message, words, now)
    await db
      .updateTable('message')
      .set({ state: 'waiting', last_error: words })
      .where('id', '=', id)
      .where('state', '=', 'sending')
      .execute()
    throw error
  }
}

async function giveUp(
  db: Db,
  { id, template }: { id: number; template: string },
  reason: string,
  now: Date,
): Promise<void> {
  await inTransaction(db, async trx => {
    await trx
      .updateTable('message')
      .set({
        state: 'failed',
        failed_at: now,
        last_error: reason,
        // A one-time code is of no use any more; the code of a suggestion is needed when the message is sent again.
        ...(template === 'one-time-code' && { secret_sealed: null, secret_purpose: null }),
      })
      .where('id', '=', id)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'system' },
      action: 'message.failed',
      object: { kind: 'message', id },
      result: 'refused',
      detail: { reason },
      at: now,
    })
  })
}

/** What went wrong, without the address that an error may quote. */
function wordsOf(error: unknown): string {
  const { message, cause } = error as Error
  const words = cause instanceof Error ? `${message}: ${cause.message}` : message
  return words
    .replace(/\S+@\S+/g, '…')
    .replace(/\d{7,}/g, '…')
    .slice(0, 300)
}

function maskAddress(to: string): string {
  return to.includes('@') ? to.replace(/^(.).*(@.*)$/, '$1***$2') : maskPhone(to)
}
