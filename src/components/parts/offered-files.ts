import type { Content } from '#publishing/edition/content.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import { fileKind, formatSize } from './file-size.ts'
import type { OfferedFile } from './FileList.astro'

/**
 * Files of an entry as links with their sizes; one that is not there is left out.
 * @param edition that of the page: in a preview it holds the draft
 * @param files `file` is what the entry writes: a `/media/…` path of the content, or a `/files/…` address
 * @param describeStored says which of the addresses stand in the file library; undefined when it cannot tell at present
 */
export async function offeredFiles(
  content: Content,
  edition: Edition,
  files: readonly { label: string; file: string; about?: string }[],
  describeStored: (addresses: string[]) => Promise<ReadonlyMap<string, { bytes: number }> | undefined>,
): Promise<OfferedFile[]> {
  const addresses = files.map(({ file }) => file).filter(isStored)
  const stored = addresses.length > 0 ? await describeStored(addresses) : undefined
  const media = files.map(({ file }) => edition.media(file))
  const blobs = await content.repository.blobs(
    media.flatMap(file => (file ? [file.oid] : [])),
    0,
  )
  return files.flatMap(({ label, file, about }, at) => {
    const kind = fileKind(file)
    if (isStored(file)) {
      const known = stored?.get(file)
      if (stored && !known) return []
      return [{ href: file, label, about, kind, size: known && formatSize(known.bytes) }]
    }
    const oid = media[at]?.oid
    return oid
      ? [{ href: edition.mediaUrl(file), label, about, kind, size: formatSize(blobs.get(oid)?.size ?? 0) }]
      : []
  })
}

const isStored = (file: string): boolean => file.startsWith('/files/')
