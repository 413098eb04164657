import { createHash, randomBytes } from 'node:crypto'
import { aDay, later } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from './events.ts'
import { findPasswordFault, hashPassword, type PasswordFault } from './password.ts'
import { addPerson, type NewPersonRefusal } from './people.ts'
import type { Role } from './roles.ts'
import { setUnits } from './units.ts'

/** How long a link lets somebody set their password. */
const invitationDays = 7

const hashed = (token: string) => createHash('sha256').update(token).digest('hex')

/**
 * Adds a person who sets their own password by a link. Refuses what `addPerson` refuses. Returns the token of
 * the link: it is shown once, to the person who invites, and only its hash is kept.
 */
export async function invitePerson(
  db: Db,
  { login, name, roles, units }: { login: string; name: string; roles: Role[]; units: string[] },
  by: { id: number },
  now: Date,
): Promise<{ id: number; token: string } | NewPersonRefusal> {
  // Nobody knows this password; the row needs one until theirs is set.
  const added = await addPerson(
    db,
    { login, name, roles, password: randomBytes(24).toString('base64url'), awaited: true },
    { kind: 'person', id: by.id },
    now,
  )
  if ('refused' in added) return added
  return inTransaction(db, async trx => {
    await setUnits(trx, added.id, units, by, now)
    return { id: added.id, token: await drawInvitation(trx, added.id, by, now) }
  })
}

/** A new link for somebody who is there already (密码忘了). The old one ends; sessions and password stay until it is used. Refuses `unknown`. */
export function inviteAgain(
  db: Db,
  personId: number,
  by: { id: number },
  now: Date,
): Promise<{ token: string } | { refused: 'unknown' }> {
  return inTransaction(db, async trx => {
    const person = await trx
      .selectFrom('person')
      .select('id')
      .where('id', '=', personId)
      .where('login', 'is not', null)
      .where('disabled_at', 'is', null)
      .executeTakeFirst()
    return person ? { token: await drawInvitation(trx, personId, by, now) } : { refused: 'unknown' as const }
  })
}

/** The token of a new link for somebody, in place of the one they had. */
export async function drawInvitation(trx: Trx, personId: number, by: { id: number }, now: Date): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  const row = {
    token_hash: hashed(token),
    invited_by: by.id,
    invited_at: now,
    expires_at: later(now, invitationDays * aDay),
  }
  await trx
    .insertInto('invitation')
    .values({ ...row, person_id: personId })
    .onConflict(conflict => conflict.column('person_id').doUpdateSet(row))
    .execute()
  await recordEvent(trx, {
    actor: { kind: 'person', id: by.id },
    action: 'person.invited',
    object: { kind: 'person', id: personId },
    at: now,
  })
  return token
}

/** Whose link this is, while it holds. */
export function findInvitation(db: Db, token: string, now: Date) {
  return db
    .selectFrom('invitation')
    .innerJoin('person', 'person.id', 'invitation.person_id')
    .select(['person.id', 'person.login', 'person.name', 'expires_at'])
    .where('token_hash', '=', hashed(token))
    .where('expires_at', '>', now)
    .where('person.disabled_at', 'is', null)
    .executeTakeFirst()
}

/** Sets the password of the person who was invited; the link ends, and so does every session of theirs. Refuses `unknown` and weak passwords. */
export async function acceptInvitation(
  db: Db,
  token: string,
  password: string,
  now: Date,
): Promise<{ id: number; login: string } | { refused: 'unknown' | PasswordFault }> {
  const invited = await findInvitation(db, token, now)
  if (!invited?.login) return { refused: 'unknown' }
  const fault = findPasswordFault(password, invited.login)
  if (fault) return { refused: fault }
  const password_hash = await hashPassword(password)
  const { id, login } = invited
  return inTransaction(db, async trx => {
    const used = await trx
      .deleteFrom('invitation')
      .where('token_hash', '=', hashed(token))
      .returning('person_id')
      .executeTakeFirst()
    if (!used) return { refused: 'unknown' as const }
    await trx
      .updateTable('person')
      .set({ password_hash, awaited: false, failed_sign_ins: 0, locked_until: null })
      .where('id', '=', id)
      .execute()
    await trx.deleteFrom('session').where('person_id', '=', id).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id },
      action: 'person.password-changed',
      object: { kind: 'person', id },
      detail: { by: 'invitation' },
      at: now,
    })
    return { id, login }
  })
}
