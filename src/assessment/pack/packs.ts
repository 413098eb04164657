import type { Selectable } from 'kysely'
import type { EvidencePackTable } from '#db/schema-assessment.ts'
import type { Db } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { addJob } from '#messages/jobs.ts'
import { packQueue } from '#messages/queues.ts'
import { recordEvent } from '#people/events.ts'
import type { PhotoStore } from '#suggestions/photo-files.ts'

export type EvidencePack = Selectable<EvidencePackTable>

/** The newest pack of a unit, whatever became of it. */
export function findPack(db: Db, assessmentId: number, unit: string): Promise<EvidencePack | undefined> {
  return db
    .selectFrom('evidence_pack')
    .selectAll()
    .where('assessment_id', '=', assessmentId)
    .where('unit', '=', unit)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Asks for a pack; one that is being made already is enough. */
export function askForPack(
  db: Db,
  { assessmentId, unit, year }: { assessmentId: number; unit: string; year: number },
  person: { id: number },
  now: Date,
): Promise<void> {
  return inTransaction(db, async trx => {
    const asked = await trx
      .insertInto('evidence_pack')
      .values({ assessment_id: assessmentId, unit, asked_by: person.id, asked_at: now })
      .onConflict(conflict => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!asked) return
    await addJob(trx, packQueue)
    await recordEvent(trx, {
      actor: { kind: 'person', id: person.id },
      action: 'assessment.pack-asked',
      object: { kind: 'assessment', id: assessmentId },
      detail: { year, unit },
      at: now,
    })
  })
}

/** The bytes of a pack that is made. */
export async function readPack(store: PhotoStore, { file }: EvidencePack): Promise<Buffer<ArrayBuffer> | undefined> {
  return file === null ? undefined : store.readDocument(file, 'pdf')
}
