import type { Trx } from '#db/schema.ts'

/**
 * Whether somebody else gave this number before. Nobody is told: it is kept as disputed, and the office asks whose it is
 * (`settlement`), so that no refusal says who is registered.
 */
export async function isIdentityTaken(trx: Trx, hash: string | null, exceptVolunteerId = 0): Promise<boolean> {
  if (hash === null) return false
  const other = await trx
    .selectFrom('volunteer')
    .select('id')
    .where('identity_hash', '=', hash)
    .where('identity_disputed', '=', false)
    .where('id', '<>', exceptVolunteerId)
    .executeTakeFirst()
  return other !== undefined
}

/** A number that nobody has undisputed any more is that of the one who is left, if it is one. */
export async function releaseIdentity(trx: Trx, hash: string | null): Promise<void> {
  if (hash === null) return
  const left = await trx
    .selectFrom('volunteer')
    .select(['id', 'identity_disputed'])
    .where('identity_hash', '=', hash)
    .execute()
  if (left.length === 1 && left[0]!.identity_disputed)
    await trx.updateTable('volunteer').set({ identity_disputed: false }).where('id', '=', left[0]!.id).execute()
}

/** Whether a number that is to prove something is somebody else's already: a child types what stands on a parent's card. */
export async function isIdentityOfAnother(
  trx: Trx,
  hash: string | null,
  personId: number,
  exceptVolunteerId = 0,
): Promise<boolean> {
  if (hash === null) return false
  const volunteer = await trx
    .selectFrom('volunteer')
    .select('id')
    .where('identity_hash', '=', hash)
    .where('id', '<>', exceptVolunteerId)
    .where(eb => eb.or([eb('person_id', 'is', null), eb('person_id', '<>', personId)]))
    .executeTakeFirst()
  if (volunteer) return true
  const guardian = await trx
    .selectFrom('guardian')
    .select('person_id')
    .where('identity_hash', '=', hash)
    .where('person_id', '<>', personId)
    .executeTakeFirst()
  return guardian !== undefined
}
