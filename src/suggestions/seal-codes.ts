import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import type { PersonalData } from '#people/personal-data.ts'
import { codeSealedAs, sealCode } from './code.ts'

/**
 * Seals the codes that an earlier version kept as text, and gives them to the messages to authors that still wait.
 * Returns how many there were. The key is known to the portal alone, so a migration could not do it.
 */
export async function sealCodes(db: Db, personalData: PersonalData): Promise<number> {
  let sealed = 0
  for (;;) {
    const rows = await db
      .selectFrom('suggestion')
      .select(['id', 'code'])
      .where('code', 'is not', null)
      .orderBy('id')
      .limit(500)
      .execute()
    if (rows.length === 0) return sealed
    await inTransaction(db, async trx => {
      for (const { id, code } of rows) {
        const columns = sealCode(personalData, code!)
        await trx
          .updateTable('suggestion')
          .set({ ...columns, code: null })
          .where('id', '=', id)
          .execute()
        await trx
          .updateTable('message')
          .set({ secret_sealed: columns.code_sealed, secret_purpose: codeSealedAs })
          .where('about_kind', '=', 'suggestion')
          .where('about_id', '=', String(id))
          .where('template', 'like', 'suggestion-%')
          .where('state', '<>', 'sent')
          .execute()
      }
    })
    sealed += rows.length
  }
}
