import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from '#people/events.ts'
import { ageOfMajority, ageOfOwnAccount, ageOn, dayOf, isBirthDate } from './age.ts'
import { releaseIdentity } from './identity-disputes.ts'

/** Nobody younger registers alone: such a birth date is a slip of the pen, and is not held against anybody. */
const youngestAlone = 6

/**
 * Remembers under which birth date a minor came, by keyed hashes of their phone and identity number: leaving, erasing and
 * coming again makes nobody older. The first date stays; one that the office has `proven` by a document takes its place.
 * Of grown-ups nothing is kept.
 */
export async function rememberMinor(
  trx: Trx,
  hashes: (string | null | undefined)[],
  birthDate: string,
  now: Date,
  { proven = false } = {},
): Promise<void> {
  const known = hashes.filter(hash => hash != null)
  if (known.length === 0) return
  if (proven) await trx.deleteFrom('known_minor').where('hash', 'in', known).execute()
  if (ageOn(birthDate, dayOf(now)) < ageOfMajority)
    await trx
      .insertInto('known_minor')
      .values(known.map(hash => ({ hash, birth_date: birthDate, remembered_at: now })))
      .onConflict(conflict => conflict.column('hash').doNothing())
      .execute()
  // What was disputed because of the date that gave way is so no more.
  if (proven) for (const hash of known) await releaseIdentity(trx, hash)
}

/** The birth date under which this phone came as a minor's, while they still are one. */
export async function findKnownMinor(
  db: Db | Trx,
  phoneHash: string | null | undefined,
  now: Date,
): Promise<string | undefined> {
  if (phoneHash == null) return undefined
  const row = await db
    .selectFrom('known_minor')
    .select('birth_date')
    .where('hash', '=', phoneHash)
    .where(sql<boolean>`adult_from(birth_date) > ${now}`)
    .executeTakeFirst()
  return row?.birth_date
}

/**
 * The birth date under which an account is known as a minor's now: by its own record, also one that was left, or by its
 * phone; the later one where both say so. Undefined: as far as is known it is nobody's who is younger than 18.
 */
export async function findMinority(db: Db | Trx, personId: number, now: Date): Promise<string | undefined> {
  const own = await db.selectFrom('volunteer').select('birth_date').where('person_id', '=', personId).executeTakeFirst()
  const recorded = own?.birth_date && ageOn(own.birth_date, dayOf(now)) < ageOfMajority ? own.birth_date : undefined
  const known = await findKnownMinor(db, await findPhoneHash(db, personId), now)
  return [recorded, known]
    .filter(date => date !== undefined)
    .toSorted()
    .at(-1)
}

/**
 * Remembers somebody who was refused as too young for an account: the form that a thirteen-year-old got back does not take
 * them as older the next time. `birthDate` as they gave it; one that is none, or far too young to be theirs, is nothing.
 */
export async function rememberRefusedAge(
  db: Db | Trx,
  personId: number,
  birthDate: string | undefined,
  now: Date,
): Promise<void> {
  if (birthDate === undefined || !isBirthDate(birthDate, dayOf(now))) return
  const age = ageOn(birthDate, dayOf(now))
  if (age < youngestAlone || age >= ageOfOwnAccount) return
  await inTransaction(db, async trx => {
    await rememberMinor(trx, [await findPhoneHash(trx, personId)], birthDate, now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: personId },
      action: 'volunteer.registered',
      object: { kind: 'person', id: personId },
      result: 'refused',
      detail: { refused: 'too-young' },
      at: now,
    })
  })
}

/** The keyed hash of the phone that an account has proven; undefined when it has none. */
export async function findPhoneHash(db: Db | Trx, personId: number): Promise<string | undefined> {
  const person = await db.selectFrom('person').select('phone_hash').where('id', '=', personId).executeTakeFirst()
  return person?.phone_hash ?? undefined
}

/** Who has turned 18 needs no memory of it. Called every night; returns how many were forgotten. */
export async function forgetGrownUps(db: Db | Trx, now: Date): Promise<number> {
  return inTransaction(db, async trx => {
    const forgotten = await trx
      .deleteFrom('known_minor')
      .where(sql<boolean>`adult_from(birth_date) <= ${now}`)
      .returning('hash')
      .execute()
    for (const { hash } of forgotten) await releaseIdentity(trx, hash)
    return forgotten.length
  })
}
