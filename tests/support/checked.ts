import type { Db, Trx } from '#db/schema.ts'
import { checkVolunteers } from '#volunteering/check.ts'

/** What check:volunteers says while the breach stands, which is taken back afterwards. */
export async function findingsOf(
  db: Db,
  plant: (trx: Trx) => Promise<unknown>,
  now: Date,
): Promise<{ rule: string; ids: number[] }[]> {
  let found: { rule: string; ids: number[] }[] = []
  const takeBack = new Error('taken back')
  await db
    .transaction()
    .execute(async trx => {
      await plant(trx)
      const findings = await checkVolunteers(trx, now)
      found = findings.filter(({ count }) => count > 0).map(({ rule, ids }) => ({ rule, ids }))
      throw takeBack
    })
    .catch(error => {
      if (error !== takeBack) throw error
    })
  return found
}
