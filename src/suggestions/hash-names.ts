import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { plainName } from '#forms/typed/name.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { sealedAs } from './readings.ts'

/** The keyed hash by which the desk finds the suggestions of somebody's name. */
export const hashName = (personalData: PersonalData, name: string): string =>
  personalData.lookup(plainName(name), 'suggestion.name_hash')

/** Gives the names that an earlier version sealed their hash; only the portal has the key. Returns how many. */
export async function hashNames(db: Db, personalData: PersonalData): Promise<number> {
  let hashed = 0
  for (;;) {
    const rows = await db
      .selectFrom('suggestion')
      .select(['id', 'name_sealed'])
      .where('name_sealed', 'is not', null)
      .where('name_hash', 'is', null)
      .limit(500)
      .execute()
    if (rows.length === 0) return hashed
    await inTransaction(db, async trx => {
      for (const { id, name_sealed } of rows)
        await trx
          .updateTable('suggestion')
          .set({ name_hash: hashName(personalData, personalData.open(name_sealed!, sealedAs.name)) })
          .where('id', '=', id)
          .where('name_sealed', '=', name_sealed)
          .execute()
    })
    hashed += rows.length
  }
}
