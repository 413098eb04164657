import { sql } from 'kysely'
import type { Trx } from '#db/schema.ts'
import { type Actor, recordEvent } from './events.ts'
import type { Role } from './roles.ts'

/** Adds a role to those a person holds; nothing happens when they hold it already. */
export async function giveRole(trx: Trx, personId: number, role: Role, by: Actor, now: Date): Promise<void> {
  const given = await trx
    .updateTable('person')
    .set({ roles: sql`array_append(roles, ${role})` })
    .where('id', '=', personId)
    .where(sql<boolean>`NOT ${role} = ANY (roles)`)
    .returning('id')
    .executeTakeFirst()
  if (given)
    await recordEvent(trx, {
      actor: by,
      action: 'person.role-given',
      object: { kind: 'person', id: personId },
      detail: { role },
      at: now,
    })
}

/** Takes a role away again; their other roles stay. */
export async function takeRole(trx: Trx, personId: number, role: Role, by: Actor, now: Date): Promise<void> {
  const taken = await trx
    .updateTable('person')
    .set({ roles: sql`array_remove(roles, ${role})` })
    .where('id', '=', personId)
    .where(sql<boolean>`${role} = ANY (roles)`)
    .returning('id')
    .executeTakeFirst()
  if (taken)
    await recordEvent(trx, {
      actor: by,
      action: 'person.role-taken',
      object: { kind: 'person', id: personId },
      detail: { role },
      at: now,
    })
}
