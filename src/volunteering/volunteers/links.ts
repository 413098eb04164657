import { createHash, randomBytes } from 'node:crypto'
import type { Db, Trx } from '#db/schema.ts'
import type { LinkPurpose } from '#db/schema-volunteers.ts'

/** A secret for an address, and what of it is kept: whoever reads the database opens nothing with it. */
export function newToken(): { token: string; hash: string } {
  const token = randomBytes(24).toString('base64url')
  return { token, hash: hashOfToken(token) }
}

export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

interface Purposeful {
  purpose: LinkPurpose
  volunteerId: number
  signUpId?: number
  /** The guardian to whom it goes, or who made it. */
  personId: number
  expiresAt: Date
}

/** Makes a link for one purpose and one use; returns its token, which is kept nowhere. */
export async function makeLink(
  trx: Trx,
  { purpose, volunteerId, signUpId, personId, expiresAt }: Purposeful,
  now: Date,
): Promise<string> {
  const { token, hash } = newToken()
  await trx
    .insertInto('volunteer_link')
    .values({
      token_hash: hash,
      purpose,
      volunteer_id: volunteerId,
      sign_up_id: signUpId ?? null,
      person_id: personId,
      created_at: now,
      expires_at: expiresAt,
    })
    .execute()
  return token
}

/** What a token opens now, for this purpose and no other; undefined when it is void, used or over. */
export function findLink(db: Db | Trx, purpose: LinkPurpose, token: string, now: Date) {
  return db
    .selectFrom('volunteer_link')
    .select(['volunteer_id', 'sign_up_id', 'person_id'])
    .where('token_hash', '=', hashOfToken(token))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Takes a link, so that it opens nothing again; undefined when somebody was quicker. */
export function takeLink(trx: Trx, purpose: LinkPurpose, token: string, now: Date) {
  return trx
    .updateTable('volunteer_link')
    .set({ used_at: now })
    .where('token_hash', '=', hashOfToken(token))
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['volunteer_id', 'sign_up_id', 'person_id'])
    .executeTakeFirst()
}
