import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'

/** A number as it stands, or is to stand, on a volunteer's record. */
interface NumberOnRecord {
  hash: string | null
  /** None yet: 0. */
  volunteerId?: number | undefined
  /** The account; null for a child's record. */
  personId: number | null
  birthDate: string
}

/**
 * Whether somebody else gave this number before, as a volunteer, as a guardian, or as a minor of another birth date. Nobody
 * is told: it is kept as disputed, and the office asks whose it is (`settlement`), so that no refusal says who is registered.
 */
export async function isIdentityTaken(
  trx: Db | Trx,
  { hash, volunteerId = 0, personId, birthDate }: NumberOnRecord,
): Promise<boolean> {
  if (hash === null) return false
  const other = await trx
    .selectFrom('volunteer')
    .select('id')
    .where('identity_hash', '=', hash)
    .where('identity_disputed', '=', false)
    .where('id', '<>', volunteerId)
    .executeTakeFirst()
  if (other || (await listGuardiansWith(trx, hash, personId)).length > 0) return true
  const minor = await trx
    .selectFrom('known_minor')
    .select('hash')
    .where('hash', '=', hash)
    .where('birth_date', '<>', birthDate)
    .executeTakeFirst()
  return minor !== undefined
}

/** The accounts of guardians who gave this number, but for that of the one whose it is said to be. */
export async function listGuardiansWith(db: Db | Trx, hash: string, personId: number | null): Promise<number[]> {
  const rows = await db
    .selectFrom('guardian')
    .select('person_id')
    .where('identity_hash', '=', hash)
    .where(sql<boolean>`person_id IS DISTINCT FROM ${personId}`)
    .orderBy('person_id')
    .execute()
  return rows.map(row => row.person_id)
}

/** A number that nobody has undisputed any more is that of the one who is left, if it is one. */
export async function releaseIdentity(trx: Db | Trx, hash: string | null): Promise<void> {
  if (hash === null) return
  const [left, ...others] = await trx
    .selectFrom('volunteer')
    .select(['id', 'person_id', 'birth_date', 'identity_disputed'])
    .where('identity_hash', '=', hash)
    .execute()
  if (!left?.identity_disputed || others.length > 0) return
  const on = { hash, volunteerId: left.id, personId: left.person_id, birthDate: left.birth_date! }
  if (!(await isIdentityTaken(trx, on)))
    await trx.updateTable('volunteer').set({ identity_disputed: false }).where('id', '=', left.id).execute()
}
