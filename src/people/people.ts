import type { Insertable } from 'kysely'
import type { Db, PersonTable } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { countCharacters, lineBreak, saysSomething } from '#forms/typed/characters.ts'
import { type Actor, recordEvent } from './events.ts'
import { findPasswordFault, hashPassword, type PasswordFault } from './password.ts'
import { type Role, roleNames } from './roles.ts'

export interface NewPerson {
  /** 2 to 40 of a–z, 0–9, dot, dash and underscore; capitals are made small. */
  login: string
  name: string
  roles: Role[]
  password: string
  /** They set their own password by a link, and nobody knows this one. */
  awaited?: boolean
  sample?: boolean
}

export type NewPersonRefusal = { refused: 'bad-login' | 'bad-name' | 'unknown-role' | 'login-taken' | PasswordFault }

/** As logins are kept and compared: without capitals and full-width forms. */
export function normaliseLogin(typed: string): string {
  return typed.normalize('NFKC').trim().toLowerCase()
}

export function isLogin(text: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{1,39}$/.test(text)
}

/** Adds someone who can sign in. Refuses a login that is taken or malformed, unknown roles, and a weak password. */
export async function addPerson(
  db: Db,
  person: NewPerson,
  by: Actor,
  now: Date,
): Promise<{ id: number } | NewPersonRefusal> {
  const prepared = await preparePerson(person)
  if ('refused' in prepared) return prepared
  return inTransaction(db, async trx => {
    const row = await trx
      .insertInto('person')
      .values({ ...prepared, created_at: now })
      .onConflict(conflict => conflict.column('login').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!row) return { refused: 'login-taken' as const }
    await recordEvent(trx, {
      actor: by,
      action: 'person.added',
      object: { kind: 'person', id: row.id },
      detail: { roles: person.roles },
      at: now,
    })
    return row
  })
}

async function preparePerson({
  login: typed,
  name,
  roles,
  password,
  awaited = false,
  sample = false,
}: NewPerson): Promise<Insertable<PersonTable> | NewPersonRefusal> {
  const login = normaliseLogin(typed)
  if (!isLogin(login)) return { refused: 'bad-login' }
  if (!saysSomething(name) || lineBreak.test(name.trim()) || countCharacters(name.trim()) > 40)
    return { refused: 'bad-name' }
  if (roles.length === 0 || !roles.every(role => roleNames.includes(role))) return { refused: 'unknown-role' }
  const fault = findPasswordFault(password, login)
  if (fault) return { refused: fault }
  return {
    login,
    name: name.trim(),
    roles: [...new Set(roles)],
    password_hash: await hashPassword(password),
    awaited,
    sample,
  }
}

/** Everyone who can sign in or could once, by login. */
export function listPeople(db: Db) {
  return db
    .selectFrom('person')
    .select(['id', 'login', 'name', 'roles', 'locked_until', 'disabled_at', 'sample', 'created_at'])
    .where('login', 'is not', null)
    .orderBy('login')
    .execute()
}

/** Shuts a person out at once: no new sign-in, and every session they have open ends. */
export async function disablePerson(
  db: Db,
  login: string,
  by: Actor,
  now: Date,
): Promise<{ id: number } | { refused: 'unknown-login' | 'already-disabled' }> {
  return inTransaction(db, async trx => {
    const person = await trx
      .selectFrom('person')
      .select(['id', 'disabled_at'])
      .where('login', '=', normaliseLogin(login))
      .forUpdate()
      .executeTakeFirst()
    if (!person) return { refused: 'unknown-login' as const }
    if (person.disabled_at) return { refused: 'already-disabled' as const }
    await trx.updateTable('person').set({ disabled_at: now }).where('id', '=', person.id).execute()
    await trx.deleteFrom('session').where('person_id', '=', person.id).execute()
    await recordEvent(trx, { actor: by, action: 'person.disabled', object: { kind: 'person', id: person.id }, at: now })
    return { id: person.id }
  })
}

/** Gives a person a new password, lifts a lock, and ends the sessions opened with the old one. */
export async function changePassword(
  db: Db,
  login: string,
  password: string,
  by: Actor,
  now: Date,
): Promise<{ id: number } | { refused: 'unknown-login' | PasswordFault }> {
  const fault = findPasswordFault(password, normaliseLogin(login))
  if (fault) return { refused: fault }
  const password_hash = await hashPassword(password)
  return inTransaction(db, async trx => {
    const person = await trx
      .updateTable('person')
      .set({ password_hash, awaited: false, failed_sign_ins: 0, locked_until: null })
      .where('login', '=', normaliseLogin(login))
      .returning('id')
      .executeTakeFirst()
    if (!person) return { refused: 'unknown-login' as const }
    await trx.deleteFrom('session').where('person_id', '=', person.id).execute()
    await recordEvent(trx, {
      actor: by,
      action: 'person.password-changed',
      object: { kind: 'person', id: person.id },
      at: now,
    })
    return person
  })
}
