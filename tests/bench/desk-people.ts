import { sql } from 'kysely'
import type { Db } from '#db/schema.ts'
import type { Role } from '#people/roles.ts'
import { starterSettings } from '../support/starter-settings.ts'

/** Who looks at the desk in the bench; `officer` is of a big city unit, `smallOfficer` of a small one in a county. */
export interface BenchPeople {
  clerk: BenchPerson
  supervisor: BenchPerson
  officer: BenchPerson
  smallOfficer: BenchPerson
}

interface BenchPerson {
  id: number
  roles: Role[]
}

/** Ten departments of the city, then five units for each of the ten counties: unit n > 10 lies in county n % 10. */
export const unitCount = 60
export const accountCount = 1000
export const countyCodes = starterSettings.counties.map(({ code }) => code)
export const categoryKeys = starterSettings.categories.map(({ code }) => code)

/** Puts a thousand accounts and the staff into the database, an officer for each unit. */
export async function addPeople(db: Db): Promise<BenchPeople> {
  await sql`INSERT INTO person (name, phone_hash) SELECT '示例', 'phone-' || n FROM generate_series(1, ${accountCount}) AS n`.execute(
    db,
  )
  const add = async (role: Role, number = 0): Promise<BenchPerson> => {
    const { id } = await db
      .insertInto('person')
      .values({ login: `${role}-${number}`, name: '示例', roles: [role], password_hash: 'none' })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (number)
      await db
        .insertInto('liaison')
        .values({ person_id: id, unit: `unit-${number}` })
        .execute()
    return { id, roles: [role] }
  }
  const people = {
    clerk: await add('clerk'),
    supervisor: await add('supervisor'),
    officer: await add('officer', 1),
    smallOfficer: await add('officer', unitCount - 1),
  }
  for (let unit = 2; unit < unitCount - 1; unit++) await add('officer', unit)
  return people
}
