import type { APIRoute } from 'astro'
import { readSuggestionNumber } from '#forms/typed/suggestion-number.ts'
import type { Entry } from '#publishing/edition/edition.ts'
import { typeNamed } from '#publishing/types/index.ts'
import type { ContentType } from '#publishing/types/type.ts'
import { findRecord } from '#record/record.ts'
import { publicWords } from '#record/words.ts'
import { notFound } from '#web/outcome.ts'
import { type SharePicture, sharePicture } from '#web/share-picture.ts'
import { open, type Visit } from '#web/visit.ts'

/**
 * The picture of an entry or a public record for those who share its page: `/share/role-models/ID.jpg`,
 * `/share/suggestions/NUMBER.jpg`. Of what readers do not see there is none. Without a Chinese font it is the site's own.
 */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { type = '', id = '' } = context.params
  const shared = type === 'suggestions' ? await ofRecord(visit, id) : ofEntry(visit, type, id)
  if (!shared) return notFound()
  const picture = await sharePicture(shared)
  if (picture)
    return new Response(new Uint8Array(picture), {
      // Not longer: a record may be taken back.
      headers: { 'Content-Type': 'image/jpeg', 'Cache-Control': 'public, max-age=60' },
    })
  const { share_picture } = visit.edition.settings
  if (!share_picture) return notFound()
  return new Response(null, {
    status: 302,
    headers: { Location: visit.edition.mediaUrl(share_picture), 'Cache-Control': 'no-store' },
  })
}

function ofEntry({ edition, portal, now }: Visit, name: string, id: string): SharePicture | undefined {
  const type = typeNamed(name) as ContentType | undefined
  const entry: Entry | undefined = type?.sharePictures && edition.find(name as 'articles', id)
  if (!type?.sharePictures || !entry || entry.withdrawn) return undefined
  return {
    title: String(entry.data[type.titleField]),
    label: `${type.column?.title ?? type.label}${entry.data.sample === true ? '（示例）' : ''}`,
    site: edition.settings.site_name,
    pictures: type.sharePictures(entry.data).map(src => {
      const address = edition.mediaUrl(src)
      return { version: address, read: async () => (await portal.content.readMedia(address, now))?.bytes }
    }),
  }
}

async function ofRecord({ db, edition, portal }: Visit, id: string): Promise<SharePicture | undefined> {
  const number = readSuggestionNumber(id)
  const record = number ? await findRecord(db, number) : undefined
  if (!record || 'removed_at' in record) return undefined
  const of = (moment: string) => record.photos.find(photo => photo.moment === moment)
  const before = of('before') ?? of('asked')
  return {
    title: record.title,
    label: publicWords.title,
    site: edition.settings.site_name,
    pictures: [before, of('after')].flatMap(photo =>
      photo ? [{ version: photo.file, read: () => portal.photoStore.read(photo.file, 640) }] : [],
    ),
  }
}
