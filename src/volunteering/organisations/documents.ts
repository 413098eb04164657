import type { Db, Trx } from '#db/schema.ts'
import { maxPhotoBytes, type PhotoSize, type PhotoStore } from '#suggestions/photo-files.ts'
import { documents as documentsOf, photos } from '#forms/fields.ts'

export { lockDocuments, takeDocuments } from '#suggestions/documents.ts'
export { takePhotos } from '#suggestions/waiting-photos.ts'

/** The papers of an application, as photos. */
export const documentField = photos('证明材料', {
  max: 3,
  maxBytes: maxPhotoBytes,
  hint: '登记证书，或者挂靠单位盖章的说明，拍照上传，最多 3 张；是 PDF 的放在下面一栏。只给审核的人看',
})

/** The papers of an application that are files already. */
export const fileField = documentsOf('证明材料（PDF）', {
  max: 3,
  maxBytes: 10 * 1024 * 1024,
  hint: '扫描件或者电子证照，最多 3 份，每份不超过 10 MB。照片和 PDF 有一样就行，只给审核的人看',
})

/** The PDFs of an organisation, in their order. */
export function listFiles(db: Db | Trx, organisationId: number) {
  return db
    .selectFrom('organisation_file')
    .select(['position as id', 'name', 'bytes'])
    .where('organisation_id', '=', organisationId)
    .orderBy('position')
    .execute()
}

/** One PDF with its name; undefined when there is none. The caller has checked the role. */
export async function readFile(
  db: Db | Trx,
  store: PhotoStore,
  { organisationId, position }: { organisationId: number; position: number },
): Promise<{ name: string; bytes: Buffer<ArrayBuffer> } | undefined> {
  const found = await db
    .selectFrom('organisation_file')
    .select(['file', 'name', 'kind'])
    .where('organisation_id', '=', organisationId)
    .where('position', '=', position)
    .executeTakeFirst()
  return found && { name: found.name, bytes: await store.readDocument(found.file, found.kind) }
}

/** The photographed papers of an organisation, in their order. */
export function listDocuments(db: Db | Trx, organisationId: number) {
  return db
    .selectFrom('organisation_document')
    .select(['position', 'width', 'height'])
    .where('organisation_id', '=', organisationId)
    .orderBy('position')
    .execute()
}

/** One size of a paper, as WebP; undefined when there is none. The caller has checked the role. */
export async function readDocument(
  db: Db | Trx,
  store: PhotoStore,
  { organisationId, position, size }: { organisationId: number; position: number; size: PhotoSize },
): Promise<Buffer<ArrayBuffer> | undefined> {
  const paper = await db
    .selectFrom('organisation_document')
    .select('file')
    .where('organisation_id', '=', organisationId)
    .where('position', '=', position)
    .executeTakeFirst()
  return paper && store.read(paper.file, size)
}
