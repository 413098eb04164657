import type { Draft, Drafts } from '../drafts/drafts.ts'
import type { Repository } from '../git/repository.ts'
import type { Edition, WholeEdition } from './edition.ts'
import { createMediaReader, type Media, type MediaFile, readMediaAddress } from './media.ts'

/** The pictures and documents of the content, for who may see them. */
export interface ContentMedia {
  /** The file at a public address `/media/<hash>/…`, if that is its hash and it is visible at `now`; `until` as in `VisibleMedia`. */
  readMedia(address: string, now: Date): Promise<(Media & { until: number }) | undefined>
  /** The same for an editor: also what readers do not see, and what only a draft has that this editor may see. */
  readHiddenMedia(address: string, maySee: (draft: Draft) => boolean): Promise<Media | undefined>
  /** The file that a `/media/…` path without a hash means to an editor: that of the latest draft they may see, or the published one. */
  findMedia(path: string, maySee: (draft: Draft) => boolean): Promise<MediaFile | undefined>
}

/** Opens them; `everything` and `editionAt` are those of the content. */
export function openMedia({
  repository,
  drafts,
  editionAt,
  everything,
}: {
  repository: Repository
  drafts: Drafts
  editionAt(now: Date): Edition
  everything(): WholeEdition
}): ContentMedia {
  const read = createMediaReader(repository)

  async function inDrafts(path: string, maySee: (draft: Draft) => boolean): Promise<MediaFile[]> {
    const files = (await drafts.list()).filter(maySee).flatMap(draft => draft.files)
    return files.flatMap(file => (file.oid && file.path === `content${path}` ? [{ path, oid: file.oid }] : []))
  }

  return {
    async readMedia(address, now) {
      const asked = readMediaAddress(address)
      const file = asked && editionAt(now).media(asked.path)
      if (!file?.oid.startsWith(asked?.hash ?? '')) return undefined
      const media = await read(file)
      return media && { ...media, until: file.until }
    },
    async readHiddenMedia(address, maySee) {
      const asked = readMediaAddress(address)
      if (!asked) return undefined
      const known = [everything().published.media.get(asked.path), ...(await inDrafts(asked.path, maySee))]
      const file = known.find(each => each?.oid.startsWith(asked.hash))
      return file && read(file)
    },
    async findMedia(path, maySee) {
      const [latest] = await inDrafts(path, maySee)
      return latest ?? everything().published.media.get(path)
    },
  }
}
