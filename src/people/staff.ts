import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { recordEvent } from './events.ts'
import { isInUse } from './in-use.ts'
import { isLeavingUnits } from './last-officer.ts'
import { type Role, roleNames } from './roles.ts'
import { keyOf } from './session.ts'
import { listUnitsOf, setUnits } from './units.ts'

/** One person as /desk/people shows them, with the sessions they have open; undefined when nobody with a login has that id. */
export async function findStaff(db: Db, id: number, now: Date) {
  const person = await db
    .selectFrom('person')
    .select(['id', 'login', 'name', 'roles', 'locked_until', 'disabled_at', 'sample', 'created_at'])
    .where('id', '=', id)
    .where('login', 'is not', null)
    .executeTakeFirst()
  if (!person) return undefined
  return { ...person, units: await listUnitsOf(db, id), sessions: await listSessions(db, id, now) }
}

/** A person's open sessions, newest first; by the first characters of the hash, which is no secret. */
async function listSessions(db: Db, personId: number, now: Date) {
  const rows = await db
    .selectFrom('session')
    .select(['id_hash', 'created_at', 'expires_at'])
    .where('person_id', '=', personId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map(({ id_hash, ...row }) => ({ ...row, key: keyOf(id_hash) }))
}

/** Ends one session of a person, all, or all but one, by its key. Returns how many ended. */
export function endSessions(
  db: Db,
  personId: number,
  which: { key: string } | { allBut: string } | 'all',
  by: { id: number },
  now: Date,
): Promise<{ ended: number }> {
  return inTransaction(db, async trx => {
    const startingWith = (key: string) => `${key.replace(/[^0-9a-f]/g, '')}%`
    let ending = trx.deleteFrom('session').where('person_id', '=', personId)
    if (which !== 'all')
      ending =
        'key' in which
          ? ending.where('id_hash', 'like', startingWith(which.key))
          : ending.where('id_hash', 'not like', startingWith(which.allBut))
    const ended = (await ending.returning('id_hash').execute()).length
    if (ended > 0)
      await recordEvent(trx, {
        actor: { kind: 'person', id: by.id },
        action: 'person.sessions-ended',
        object: { kind: 'person', id: personId },
        detail: { ended },
        at: now,
      })
    return { ended }
  })
}

export type StaffChangeRefusal = { refused: 'unknown' | 'unknown-role' | 'last-admin' | 'last-officer' }

/**
 * Gives a person exactly these roles and units. Refuses `unknown-role`; `last-admin`: somebody has to be able to undo a
 * mistake; and `last-officer`: a unit has nobody left to be told, unless `left_by_change` confirms it (`leftAs`).
 */
export function changeStaff(
  db: Db,
  id: number,
  { roles, units, left_by_change: confirmed }: { roles: Role[]; units: string[]; left_by_change?: string | undefined },
  by: { id: number },
  now: Date,
): Promise<{ id: number } | StaffChangeRefusal> {
  return inTransaction(db, async trx => {
    const person = await trx
      .selectFrom('person')
      .select(['id', 'roles'])
      .where('id', '=', id)
      .where('login', 'is not', null)
      .forUpdate()
      .executeTakeFirst()
    if (!person) return { refused: 'unknown' as const }
    if (roles.length === 0 || !roles.every(role => roleNames.includes(role)))
      return { refused: 'unknown-role' as const }
    if (person.roles.includes('admin') && !roles.includes('admin') && !(await isAnotherAdmin(trx, id)))
      return { refused: 'last-admin' as const }
    const wanted = roleNames.filter(role => roles.includes(role))
    const kept = wanted.includes('officer') ? units : []
    if (await isLeavingUnits(trx, id, { kept, confirmed })) return { refused: 'last-officer' as const }
    if (wanted.join() !== roleNames.filter(role => person.roles.includes(role)).join()) {
      await trx.updateTable('person').set({ roles: wanted }).where('id', '=', id).execute()
      await recordEvent(trx, {
        actor: { kind: 'person', id: by.id },
        action: 'person.roles-set',
        object: { kind: 'person', id },
        detail: { before: person.roles, roles: wanted },
        at: now,
      })
    }
    await setUnits(trx, id, kept, by, now)
    return { id }
  })
}

/**
 * Shuts a person out at once, with every session. Refuses `unknown`, `already-disabled`, `last-admin` and, unless
 * `confirmed` (`leftAs`), `last-officer`.
 */
export function disableStaff(
  db: Db,
  id: number,
  confirmed: string | undefined,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'unknown' | 'already-disabled' | 'last-admin' | 'last-officer' }> {
  return inTransaction(db, async trx => {
    const person = await trx
      .selectFrom('person')
      .select(['id', 'roles', 'disabled_at'])
      .where('id', '=', id)
      .where('login', 'is not', null)
      .forUpdate()
      .executeTakeFirst()
    if (!person) return { refused: 'unknown' as const }
    if (person.disabled_at) return { refused: 'already-disabled' as const }
    if (person.roles.includes('admin') && !(await isAnotherAdmin(trx, id))) return { refused: 'last-admin' as const }
    if (await isLeavingUnits(trx, id, { confirmed })) return { refused: 'last-officer' as const }
    await trx.updateTable('person').set({ disabled_at: now }).where('id', '=', id).execute()
    await trx.deleteFrom('session').where('person_id', '=', id).execute()
    await trx.deleteFrom('invitation').where('person_id', '=', id).execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'person.disabled',
      object: { kind: 'person', id },
      at: now,
    })
    return { id }
  })
}

/** Lets a disabled person in again, with the password they had. Refuses `unknown` when nobody is disabled by that id. */
export function enableStaff(
  db: Db,
  id: number,
  by: { id: number },
  now: Date,
): Promise<{ id: number } | { refused: 'unknown' }> {
  return inTransaction(db, async trx => {
    const enabled = await trx
      .updateTable('person')
      .set({ disabled_at: null, failed_sign_ins: 0, locked_until: null })
      .where('id', '=', id)
      .where('disabled_at', 'is not', null)
      .returning('id')
      .executeTakeFirst()
    if (!enabled) return { refused: 'unknown' as const }
    await recordEvent(trx, {
      actor: { kind: 'person', id: by.id },
      action: 'person.enabled',
      object: { kind: 'person', id },
      at: now,
    })
    return enabled
  })
}

/** Locks the rows it counts, so that two administrators cannot take the role from each other at the same moment. */
async function isAnotherAdmin(trx: Trx, id: number): Promise<boolean> {
  const admins = await trx
    .selectFrom('person')
    .select(['id', 'roles'])
    .where(isInUse())
    .where('login', 'is not', null)
    .orderBy('id')
    .forUpdate()
    .execute()
  return admins.some(person => person.id !== id && person.roles.includes('admin'))
}
