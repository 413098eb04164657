import { Worker } from 'node:worker_threads'
import type { Db } from '#db/schema.ts'
import { drawPhotoFile, type PhotoStore } from '#suggestions/photo-files.ts'
import { gatherPack, type Pack } from './content.ts'

/** What a pack needs beside the database. */
export interface PackMeans {
  store: PhotoStore
  numberWord: string | undefined
  nameOfCategory: (code: string) => string
}

/**
 * Makes every pack that waits, one after the other; also one that a process left half made, since never two of these run at the
 * same time. One that cannot be made is marked, and its fault is thrown when the others are done.
 */
export async function makePacks(db: Db, means: PackMeans): Promise<number> {
  let made = 0
  let fault: unknown
  for (;;) {
    const pack = await db
      .updateTable('evidence_pack')
      .set({ state: 'making', steps_done: 0 })
      .where('id', '=', eb =>
        eb.selectFrom('evidence_pack').select('id').where('ended_at', 'is', null).orderBy('id').limit(1),
      )
      .returningAll()
      .executeTakeFirst()
    if (!pack) break
    try {
      await makePack(db, means, pack)
      made += 1
    } catch (error) {
      fault = error
      await db
        .updateTable('evidence_pack')
        .set({ state: 'failed', ended_at: new Date() })
        .where('id', '=', pack.id)
        .execute()
    }
  }
  if (fault) throw fault
  return made
}

async function makePack(
  db: Db,
  { store, ...words }: PackMeans,
  { id, assessment_id, unit }: { id: number; assessment_id: number; unit: string },
): Promise<void> {
  const assessment = await db
    .selectFrom('assessment')
    .selectAll()
    .where('id', '=', assessment_id)
    .executeTakeFirstOrThrow()
  const pack = await gatherPack(db, assessment, unit, { ...words, now: new Date() })
  const steps = pack.parts.reduce((sum, { texts = [], table }) => sum + texts.length + (table?.rows.length ?? 0), 1)
  const { bytes, pages } = await drawPack(pack, lines =>
    db.updateTable('evidence_pack').set({ steps, steps_done: lines }).where('id', '=', id).execute(),
  )
  const before = await db
    .selectFrom('evidence_pack')
    .select(['id', 'file'])
    .where('assessment_id', '=', assessment_id)
    .where('unit', '=', unit)
    .where('id', '<', id)
    .execute()
  const file = drawPhotoFile(new Date())
  await store.writeDocument(file, 'pdf', Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  await db
    .updateTable('evidence_pack')
    .set({ state: 'done', ended_at: new Date(), file, pages, bytes: bytes.byteLength, steps, steps_done: steps })
    .where('id', '=', id)
    .execute()
  // The newest alone is offered.
  await db
    .deleteFrom('evidence_pack')
    .where('id', 'in', [0, ...before.map(each => each.id)])
    .execute()
  for (const each of before) if (each.file) await store.remove(each.file)
}

/** Draws a pack in a thread of its own; `tell` is called now and then with the lines that are drawn. */
export function drawPack(
  pack: Pack,
  tell: (lines: number) => Promise<unknown>,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; pages: number }> {
  return new Promise((resolve, reject) => {
    // By its name: a page that draws stands in Astro's bundle, with no such file beside it.
    const worker = new Worker(new URL(import.meta.resolve('#assessment/pack/draw.ts')), { workerData: pack })
    worker.on('message', (message: { lines: number } | { bytes: Uint8Array<ArrayBuffer>; pages: number }) => {
      if ('bytes' in message) resolve(message)
      else tell(message.lines).catch(reject)
    })
    worker.on('error', reject)
    worker.on('exit', code => reject(new Error(`the pack was not drawn: ${code}`)))
  })
}
