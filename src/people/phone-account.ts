import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { aDay, aMinute, anHour, earlier, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from './events.ts'
import type { PersonalData } from './personal-data.ts'

/** A code is good for ten minutes and five tries; one each minute, five an hour, ten a day for a phone. */
const validFor = 10 * aMinute
const triesAllowed = 5
const requestsAllowed = [
  { within: aMinute, count: 1 },
  { within: anHour, count: 5 },
  { within: aDay, count: 10 },
]

/** Puts the code into the outbox, in the transaction that keeps its hash. */
export type SendCode = (
  trx: Trx,
  code: { phoneHash: string; phoneSealed: string; secretSealed: string; giveUpAt: Date },
  now: Date,
) => Promise<void>

/** Under which purposes number and code are sealed on their way out. */
export const codeSealedAs = { phone: 'message.to_sealed', secret: 'message.secret_sealed' } as const

/**
 * Sends a one-time code to a phone. What it answers, and the work it does, are the same whether an account
 * stands behind the phone or not: the account is made by the first right code. A new code ends the one before.
 * Refuses `too-soon` with the moment from which another may be asked for, by how often this phone was asked for.
 */
export function requestCode(
  db: Db,
  {
    personalData,
    sendCode,
    drawCode = drawSixDigits,
  }: { personalData: PersonalData; sendCode: SendCode; drawCode?: () => string },
  phone: string,
  now: Date,
): Promise<{ expiresAt: Date } | { refused: 'too-soon'; from: Date }> {
  const phoneHash = personalData.lookup(phone, 'phone')
  return inTransaction(db, async trx => {
    // Two requests at the same moment are counted one after the other.
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${phoneHash}, 0))`.execute(trx)
    await trx.deleteFrom('one_time_code').where('requested_at', '<', earlier(now, aDay)).execute()
    const asked = await trx
      .selectFrom('one_time_code')
      .select('requested_at')
      .where('phone_hash', '=', phoneHash)
      .orderBy('id', 'desc')
      .execute()
    const from = nextRequest(
      asked.map(row => row.requested_at),
      now,
    )
    if (from > now) return { refused: 'too-soon' as const, from }

    const code = drawCode()
    const expiresAt = later(now, validFor)
    const { id } = await trx
      .insertInto('one_time_code')
      .values({
        phone_hash: phoneHash,
        code_hash: hashCode(personalData, phoneHash, code),
        requested_at: now,
        expires_at: expiresAt,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sendCode(
      trx,
      {
        phoneHash,
        phoneSealed: personalData.seal(phone, codeSealedAs.phone),
        secretSealed: personalData.seal(code, codeSealedAs.secret),
        giveUpAt: expiresAt,
      },
      now,
    )
    await recordEvent(trx, {
      actor: { kind: 'citizen' },
      action: 'code.requested',
      // Events stay for ever and may name no phone; the code is gone after a day.
      object: { kind: 'code', id },
      at: now,
    })
    return { expiresAt }
  })
}

/**
 * The account of a phone, for who types the code last sent to it; the first time it is made. Opens no session.
 * Refuses `wrong-code` (also when none was asked for, or it was used), `expired` and `too-many-tries`:
 * none of them tells whether the phone is known. Each try is counted before the code is looked at.
 */
export function signInByCode(
  db: Db,
  personalData: PersonalData,
  { phone, code }: { phone: string; code: string },
  now: Date,
): Promise<{ id: number } | { refused: 'wrong-code' | 'expired' | 'too-many-tries' }> {
  const phoneHash = personalData.lookup(phone, 'phone')
  return inTransaction(db, async trx => {
    const last = await trx
      .selectFrom('one_time_code')
      .selectAll()
      .where('phone_hash', '=', phoneHash)
      .orderBy('id', 'desc')
      .limit(1)
      .forUpdate()
      .executeTakeFirst()
    const refuse = async (refused: 'wrong-code' | 'expired' | 'too-many-tries') => {
      await recordEvent(trx, {
        actor: { kind: 'citizen' },
        action: 'person.signed-in',
        object: { kind: 'code', id: last?.id ?? 0 },
        result: 'refused',
        detail: { refused },
        at: now,
      })
      return { refused }
    }
    if (!last || last.used_at) return refuse('wrong-code')
    if (last.expires_at <= now) return refuse('expired')
    if (last.tries >= triesAllowed) return refuse('too-many-tries')
    // A keyed hash of both sides is compared: how long that takes says nothing of the code.
    const right = last.code_hash === hashCode(personalData, phoneHash, code.normalize('NFKC').replace(/\s/g, ''))
    await trx
      .updateTable('one_time_code')
      .set({ tries: last.tries + 1, used_at: right ? now : null })
      .where('id', '=', last.id)
      .execute()
    if (!right) return refuse('wrong-code')

    const account = await findOrAddAccount(trx, personalData, { phone, phoneHash }, now)
    if (account.disabled_at) return refuse('wrong-code')
    await recordEvent(trx, {
      actor: { kind: 'person', id: account.id },
      action: 'person.signed-in',
      object: { kind: 'person', id: account.id },
      detail: { by: 'code' },
      at: now,
    })
    return { id: account.id }
  })
}

async function findOrAddAccount(
  trx: Trx,
  personalData: PersonalData,
  { phone, phoneHash }: { phone: string; phoneHash: string },
  now: Date,
): Promise<{ id: number; disabled_at: Date | null }> {
  const find = () =>
    trx.selectFrom('person').select(['id', 'disabled_at']).where('phone_hash', '=', phoneHash).executeTakeFirst()
  const known = await find()
  if (known) return known
  const added = await trx
    .insertInto('person')
    .values({
      name: '市民',
      phone_hash: phoneHash,
      phone_sealed: personalData.seal(phone, 'person.phone_sealed'),
      created_at: now,
    })
    .onConflict(conflict => conflict.column('phone_hash').doNothing())
    .returning(['id', 'disabled_at'])
    .executeTakeFirst()
  if (!added) return (await find())!
  await recordEvent(trx, {
    actor: { kind: 'person', id: added.id },
    action: 'person.added',
    object: { kind: 'person', id: added.id },
    detail: { by: 'code' },
    at: now,
  })
  return added
}

/** When the phone may be sent another code, by its requests so far, newest first. */
function nextRequest(asked: Date[], now: Date): Date {
  const moments = requestsAllowed.map(({ within, count }) => {
    const blocking = asked.filter(at => at.getTime() > now.getTime() - within)[count - 1]
    return blocking ? blocking.getTime() + within : 0
  })
  return new Date(Math.max(...moments))
}

function hashCode(personalData: PersonalData, phoneHash: string, code: string): string {
  return personalData.lookup(`${phoneHash}\0${code}`, 'one_time_code.code_hash')
}

function drawSixDigits(): string {
  return String(randomInt(1_000_000)).padStart(6, '0')
}
