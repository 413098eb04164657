import type { Content } from '#publishing/edition/content.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import { fileKind, formatSize } from './file-size.ts'
import type { OfferedFile } from './FileList.astro'

/**
 * Files of an entry as links with their sizes; one that is not in the content is left out.
 * @param files `file` is a `/media/…` path as the entry writes it
 */
export async function offeredFiles(
  content: Content,
  edition: Edition,
  now: Date,
  files: readonly { label: string; file: string; about?: string }[],
): Promise<OfferedFile[]> {
  const offered = await Promise.all(
    files.map(async ({ label, file, about }) => {
      const href = edition.mediaUrl(file)
      const media = await content.readMedia(href, now)
      return media && { href, label, about, kind: fileKind(file), size: formatSize(media.bytes.length) }
    }),
  )
  return offered.filter(file => file !== undefined)
}
