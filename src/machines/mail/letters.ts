import type { LetterOutcome } from '#db/schema-letters.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { boundKey } from '#forms/request-key.ts'
import { enqueueMessages } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { listHolders } from '#people/in-use.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { sealLeftOut } from '#suggestions/left-out.ts'
import { receiveLetter } from '#suggestions/suggestions.ts'
import type { Letter } from './letter.ts'

/** What the desk has to be told of. */
type Left = Exclude<LetterOutcome, 'taken' | 'automatic'>

/** Whether a letter stays for somebody to look at. */
export const isLeft = (outcome: LetterOutcome): outcome is Left => outcome !== 'taken' && outcome !== 'automatic'

/** What became of a letter before, by its keys. */
export async function findSettled(db: Db, keys: string[]): Promise<LetterOutcome | undefined> {
  const found = await db
    .selectFrom('mail_letter')
    .select('outcome')
    .where('key_hash', 'in', keys)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return found?.outcome
}

/** Writes down that a letter is tried. Returns for which time. */
export async function countAttempt(db: Db, place: string, now: Date): Promise<number> {
  const { attempts } = await db
    .insertInto('mail_attempt')
    .values({ place, attempts: 1, tried_at: now })
    .onConflict(conflict =>
      conflict.column('place').doUpdateSet(eb => ({
        attempts: eb('mail_attempt.attempts', '+', 1),
        tried_at: now,
      })),
    )
    .returning('attempts')
    .executeTakeFirstOrThrow()
  return attempts
}

/** The try did not count: what failed was not the letter. */
export async function forgetAttempt(db: Db | Trx, place: string): Promise<void> {
  await db.deleteFrom('mail_attempt').where('place', '=', place).execute()
}

/** Makes a suggestion of a letter, once: what became of the letter stands or falls with it. Refuses `photos-gone`. */
export async function takeLetter(
  db: Db,
  letter: Letter,
  { place, photos, leftOut }: { place: string; photos: string[]; leftOut: string[] },
  { personalData, privacyVersion }: { personalData: PersonalData; privacyVersion: string },
  now: Date,
): Promise<{ number: string } | { refused: 'photos-gone' }> {
  const { key, title, body, sender } = letter
  const input = {
    title,
    body,
    email: sender.address,
    name: sender.name,
    request_key: await boundKey(key, 'letter', {}, {}),
    leftOut: leftOut.length,
  }
  const beside = (trx: Trx, suggestion: { id: number }) =>
    writeDown(trx, { key, place, outcome: 'taken', suggestionId: suggestion.id }, now, {
      left_out_sealed: leftOut.length > 0 ? sealLeftOut(personalData, leftOut) : null,
    })
  return receiveLetter(db, input, photos, beside, { personalData, now, privacyVersion })
}

/** Writes down that nothing becomes of a letter. The desk is told of one that stays; `quietly`: it has been already. */
export function settleLetter(
  db: Db,
  {
    key,
    place,
    outcome,
    quietly = false,
  }: { key: string; place: string; outcome: Left | 'automatic'; quietly?: boolean },
  now: Date,
): Promise<void> {
  return inTransaction(db, async trx => {
    await writeDown(trx, { key, place, outcome }, now)
    if (!isLeft(outcome)) return
    const { id } = await trx
      .selectFrom('mail_letter')
      .select('id')
      .where('key_hash', '=', key)
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'system' },
      action: 'letter.left',
      object: { kind: 'letter', id },
      detail: { why: outcome },
      at: now,
    })
    if (!quietly) await tellDesk(trx, id, outcome, now)
  })
}

async function writeDown(
  trx: Trx,
  { key, place, outcome, suggestionId }: { key: string; place: string; outcome: LetterOutcome; suggestionId?: number },
  now: Date,
  more: { left_out_sealed?: string | null } = {},
): Promise<void> {
  await trx
    .insertInto('mail_letter')
    .values({ key_hash: key, outcome, suggestion_id: suggestionId ?? null, settled_at: now, ...more })
    .execute()
  await forgetAttempt(trx, place)
}

async function tellDesk(trx: Trx, id: number, why: Left, now: Date): Promise<void> {
  const clerks = await listHolders(trx, 'clerk')
  await enqueueMessages(
    trx,
    clerks.map(clerk => ({
      to: { personId: clerk.id },
      template: 'letter-left' as const,
      facts: { why },
      about: { kind: 'letter', id },
    })),
    now,
  )
}

/** How many letters had each outcome since a moment. */
export function countLetters(db: Db, since: Date): Promise<{ outcome: LetterOutcome; count: number }[]> {
  return db
    .selectFrom('mail_letter')
    .select(({ fn }) => ['outcome', fn.countAll<number>().as('count')])
    .where('settled_at', '>=', since)
    .groupBy('outcome')
    .execute()
}
