import { expect, test } from 'vitest'
import { listHolders } from '#people/in-use.ts'
import type { Role } from '#people/roles.ts'
import { openTestDatabase } from '../support/database.ts'

test('what concerns a role is told to everybody who uses their account, once, and to nobody who was only invited', async () => {
  const { db, close } = await openTestDatabase()
  const add = async (login: string, roles: Role[], more: { awaited?: boolean; disabled_at?: Date } = {}) =>
    db
      .insertInto('person')
      .values({ login, name: login, roles, password_hash: 'none', ...more })
      .returning('id')
      .executeTakeFirstOrThrow()
  const clerk = await add('clerk-1', ['clerk'])
  const both = await add('both-1', ['clerk', 'supervisor'])
  await add('invited-1', ['clerk'], { awaited: true })
  await add('gone-1', ['supervisor'], { disabled_at: new Date() })
  await add('other-1', ['reviewer'])
  expect(await listHolders(db, 'clerk')).toEqual([clerk, both])
  expect(await listHolders(db, 'clerk', 'supervisor')).toEqual([clerk, both])
  await close()
})
