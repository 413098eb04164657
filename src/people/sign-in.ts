import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from './events.ts'
import { changePassword, isLogin, normaliseLogin } from './people.ts'
import { findPasswordFault, isPasswordOf, type PasswordFault } from './password.ts'
import type { SignedInPerson } from './session.ts'

/** Failures in a row that lock a login. The first lock lasts a minute, each further failure doubles it, up to an hour. */
const failuresBeforeLock = 5
const longestLockMinutes = 60

export type SignInRefusal = { refused: 'wrong' | 'locked' }

/**
 * Checks login and password and records the outcome as an event. Opens no session.
 *
 * The attempt is counted as a failure before the password is looked at and forgiven when it was right:
 * a hundred guesses sent at once are counted one by one by the row, and the sixth finds it locked.
 * A page must word both refusals alike, or it would tell which logins exist.
 */
export async function signIn(
  db: Db,
  typed: { login: string; password: string },
  now: Date,
): Promise<SignedInPerson | SignInRefusal> {
  const login = normaliseLogin(typed.login)
  const attempt = isLogin(login) ? await countAttempt(db, login, now) : undefined
  const right = await isPasswordOf(attempt?.password_hash ?? undefined, typed.password)
  if (!attempt || !right) return refuse(db, login, attempt !== undefined, now)

  return inTransaction(db, async trx => {
    await trx
      .updateTable('person')
      .set({ failed_sign_ins: 0, locked_until: null })
      .where('id', '=', attempt.id)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: attempt.id },
      action: 'person.signed-in',
      object: { kind: 'person', id: attempt.id },
      at: now,
    })
    return { id: attempt.id, name: attempt.name, login, roles: attempt.roles }
  })
}

/**
 * A new password for the person who is signed in and knows the old one; every session ends, this one too. A wrong old password
 * counts as at sign-in, so a browser left open is no place to guess. Refuses `wrong` and weak passwords.
 */
export async function changeOwnPassword(
  db: Db,
  person: { id: number; login: string },
  { old, password }: { old: string; password: string },
  now: Date,
): Promise<{ id: number } | { refused: 'wrong' | PasswordFault }> {
  const fault = findPasswordFault(password, person.login)
  if (fault) return { refused: fault }
  const attempt = await countAttempt(db, person.login, now)
  if (!(await isPasswordOf(attempt?.password_hash ?? undefined, old))) {
    await recordEvent(db, {
      actor: { kind: 'person', id: person.id },
      action: 'person.password-changed',
      object: { kind: 'person', id: person.id },
      result: 'refused',
      at: now,
    })
    return { refused: 'wrong' }
  }
  const changed = await changePassword(db, person.login, password, { kind: 'person', id: person.id }, now)
  if ('refused' in changed)
    throw new Error(`the password of person ${person.id} could not be changed: ${changed.refused}`)
  return changed
}

/** Takes one attempt; undefined when nobody who may sign in has that login, or when it is locked at `now`. */
function countAttempt(db: Db, login: string, now: Date) {
  // A day after the last lock the count begins again: one slip then is one slip.
  const failures = sql<number>`(CASE WHEN locked_until < ${now}::timestamptz - interval '1 day' THEN 1 ELSE failed_sign_ins + 1 END)`
  return db
    .updateTable('person')
    .set({
      failed_sign_ins: failures,
      locked_until: sql`CASE WHEN ${failures} >= ${failuresBeforeLock}::int THEN
        ${now}::timestamptz + interval '1 minute' * least(${longestLockMinutes}::int, 2 ^ least(${failures} - ${failuresBeforeLock}::int, 10)) END`,
    })
    .where('login', '=', login)
    .where('disabled_at', 'is', null)
    .where(eb => eb.or([eb('locked_until', 'is', null), eb('locked_until', '<=', now)]))
    .returning(['id', 'name', 'roles', 'password_hash'])
    .executeTakeFirst()
}

async function refuse(db: Db, login: string, attempted: boolean, now: Date): Promise<SignInRefusal> {
  const person = isLogin(login)
    ? await db.selectFrom('person').select(['id', 'disabled_at']).where('login', '=', login).executeTakeFirst()
    : undefined
  const reason = !person ? 'unknown' : person.disabled_at ? 'disabled' : attempted ? 'wrong' : 'locked'
  await recordEvent(db, {
    actor: { kind: 'citizen' },
    action: 'person.sign-in-failed',
    // What was typed is not kept: people type their password into the wrong field.
    object: { kind: 'person', id: person?.id ?? 'unknown' },
    result: 'refused',
    detail: { reason },
    at: now,
  })
  return { refused: reason === 'locked' ? 'locked' : 'wrong' }
}

/** Records that a person signed out; the session itself is ended by `Sessions.end`. */
export async function recordSignOut(db: Db, personId: number, now: Date): Promise<void> {
  await recordEvent(db, {
    actor: { kind: 'person', id: personId },
    action: 'person.signed-out',
    object: { kind: 'person', id: personId },
    at: now,
  })
}
