import { sql } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'

/** Whether a person's own record, or one of their children's, is held back, with the reason and how far an appeal is; newest first. */
export function listBlocksOf(db: Db | Trx, personId: number) {
  return db
    .selectFrom('volunteer_block')
    .innerJoin('volunteer', 'volunteer.id', 'volunteer_block.volunteer_id')
    .select([
      'volunteer_block.id',
      'volunteer_block.reason',
      'blocked_at',
      'appeal',
      'appealed_at',
      'answer',
      'answered_at',
    ])
    .where(eb => eb.or([eb('volunteer.person_id', '=', personId), eb('volunteer.guardian_person_id', '=', personId)]))
    .where('volunteer_block.ended_at', 'is', null)
    .orderBy('volunteer_block.id', 'desc')
    .execute()
}

/** Whether the office holds back the volunteer whose account stands in that column. */
export const isHeldBack = (account: 'person.id' | 'organiser.person_id') => sql<boolean>`EXISTS (
  SELECT 1 FROM volunteer_block block JOIN volunteer held ON held.id = block.volunteer_id
  WHERE held.person_id = ${sql.ref(account)} AND block.ended_at IS NULL)`

/** The blocks of a record, newest first, ended ones too. */
export function listBlocks(db: Db | Trx, volunteerId: number) {
  return db
    .selectFrom('volunteer_block')
    .selectAll()
    .where('volunteer_id', '=', volunteerId)
    .orderBy('id', 'desc')
    .execute()
}

/** Who erased themselves while held back and registers again with the same phone is held back as before. */
export async function bringBlockAlong(
  trx: Trx,
  volunteerId: number,
  phoneHash: string | null | undefined,
): Promise<void> {
  if (!phoneHash) return
  const standing = await trx
    .selectFrom('volunteer_block')
    .innerJoin('volunteer', 'volunteer.id', 'volunteer_block.volunteer_id')
    .select('volunteer_block.id')
    .where('phone_hash', '=', phoneHash)
    .where('volunteer_block.ended_at', 'is', null)
    .where('volunteer.state', '=', 'erased')
    .orderBy('volunteer_block.id', 'desc')
    .executeTakeFirst()
  if (standing)
    await trx.updateTable('volunteer_block').set({ volunteer_id: volunteerId }).where('id', '=', standing.id).execute()
}
