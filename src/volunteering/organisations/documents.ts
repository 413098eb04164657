import type { Db, Trx } from '#db/schema.ts'
import { maxPhotoBytes, type PhotoSize, type PhotoStore } from '#suggestions/photo-files.ts'
import { photos } from '#forms/fields.ts'

export { takePhotos } from '#suggestions/waiting-photos.ts'

/** The papers of an application, as photos. */
export const documentField = photos('证明材料', {
  max: 3,
  maxBytes: maxPhotoBytes,
  hint: '登记证书，或者挂靠单位盖章的说明，拍照上传，最多 3 张。只给审核的人看',
})

/** The papers of an organisation, in their order. */
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
