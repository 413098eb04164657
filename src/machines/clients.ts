import { createHash, randomBytes } from 'node:crypto'
import type { ClientPower } from '#db/schema-clients.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Action } from '#people/trail-words.ts'
import { dropWebhook } from './webhooks.ts'

/** A program that was recognised by its key. */
export interface Client {
  id: number
  name: string
  may: ClientPower[]
}

const contactSealedAs = 'client.contact_sealed'

/** 256 random bits: no salt and no slow hash is needed. The letters in front tell what it is to who finds one in a log. */
const drawKey = (): string => `lw_${randomBytes(32).toString('base64url')}`
const hashed = (key: string) => createHash('sha256').update(key).digest('hex')

/** Adds a client. Its key is returned this once, only its hash is kept. Refuses `name-taken`. */
export function addClient(
  db: Db,
  personalData: PersonalData,
  { name, contact, may }: { name: string; contact: string; may: ClientPower[] },
  by: { id: number },
  now: Date,
): Promise<{ id: number; key: string } | { refused: 'name-taken' }> {
  const key = drawKey()
  return inTransaction(db, async trx => {
    const added = await trx
      .insertInto('client')
      .values({
        name,
        contact_sealed: personalData.seal(contact, contactSealedAs),
        key_hash: hashed(key),
        may,
        added_by: by.id,
        added_at: now,
      })
      .onConflict(conflict => conflict.column('name').where('revoked_at', 'is', null).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!added) return { refused: 'name-taken' as const }
    await record(trx, 'client.added', added.id, by, now, { may })
    return { id: added.id, key }
  })
}

/** Whose key this is, while it holds. That it was used is written down, at most once a minute. */
export async function findClientByKey(db: Db, key: string, now: Date): Promise<Client | undefined> {
  const client = await db
    .selectFrom('client')
    .select(['id', 'name', 'may', 'last_used_at'])
    .where('key_hash', '=', hashed(key))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!client) return undefined
  const { last_used_at, ...found } = client
  if (!last_used_at || now.getTime() - last_used_at.getTime() > 60_000)
    await db.updateTable('client').set({ last_used_at: now }).where('id', '=', client.id).execute()
  return found
}

/** All clients, those in use first, by name. */
export function listClients(db: Db) {
  return db
    .selectFrom('client')
    .select(['id', 'name', 'may', 'added_at', 'last_used_at', 'revoked_at'])
    .orderBy(eb => eb('revoked_at', 'is not', null))
    .orderBy('name')
    .execute()
}

/** One client with how to reach those who run it, and where it is told of steps. */
export async function findClient(db: Db, personalData: PersonalData, id: number) {
  const found = await db
    .selectFrom('client')
    .leftJoin('webhook', 'webhook.client_id', 'client.id')
    .select(['id', 'name', 'may', 'contact_sealed', 'added_at', 'last_used_at', 'revoked_at'])
    .select(['webhook.url', 'webhook.failing_since', 'webhook.disabled_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!found) return undefined
  const { contact_sealed, ...client } = found
  return { ...client, contact: personalData.open(contact_sealed, contactSealedAs) }
}

/** Gives a client another key; the old one ends at once. Refuses `unknown`: not there, or revoked. */
export function renewKey(
  db: Db,
  id: number,
  by: { id: number },
  now: Date,
): Promise<{ key: string } | { refused: 'unknown' }> {
  const key = drawKey()
  return changeClient(db, id, { key_hash: hashed(key) }, 'client.key-renewed', by, now, { key })
}

/** Ends a client for good: its key, and what it is told. What it sent stays. Refuses `unknown`. */
export function revokeClient(
  db: Db,
  id: number,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'unknown' }> {
  return changeClient(db, id, { revoked_at: now }, 'client.revoked', by, now, { id })
}

function changeClient<Result extends object>(
  db: Db,
  id: number,
  change: { key_hash: string } | { revoked_at: Date },
  action: Action,
  by: { id: number },
  now: Date,
  result: Result,
): Promise<Result | { refused: 'unknown' }> {
  return inTransaction(db, async trx => {
    const changed = await trx
      .updateTable('client')
      .set(change)
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (!changed) return { refused: 'unknown' as const }
    if ('revoked_at' in change) await dropWebhook(trx, id, now)
    await record(trx, action, id, by, now)
    return result
  })
}

function record(
  trx: Trx,
  action: Action,
  id: number,
  by: { id: number },
  now: Date,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const actor = { kind: 'person', id: by.id } as const
  return recordEvent(trx, { actor, action, object: { kind: 'client', id }, detail, at: now })
}
