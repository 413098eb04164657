import type { Db } from '#db/schema.ts'
import { fieldInWords } from '../decap/field-words.ts'
import type { ReviewState } from '../decap/protocol.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed, readWritten } from '../edition/content-file.ts'
import { picturesIn } from '../edition/markdown.ts'
import { mediaAddress, mediaType, ownName } from '../edition/media.ts'
import { filesIn, mediaIn } from '../edition/references.ts'
import { describeFiles } from '../files/stored-files.ts'
import { exposures } from '../types/exposure.ts'
import type { Exposure } from '../types/exposure-fields.ts'
import { isFields } from '../types/shape.ts'

/** A picture or a file that a draft names, in the version that would be published with it. */
export interface Shown {
  /** As the entry writes it. */
  src: string
  /** Its field in the words of the form. */
  where: string
  /** Undefined when it is not there. */
  address: string | undefined
  isPicture: boolean
  /** The draft brings or replaces it. */
  isChanged: boolean
  /** What a picture says to who cannot see it, where its field asks for that. */
  alt: string | undefined
  caption: string | undefined
  /** What a file is offered as. */
  label: string
}

/** All of them, and of an exposure who has looked for faces and plates: null when nobody has. */
interface ShownOfDraft {
  shown: Shown[]
  maskCheck: { by: string; on: string } | null | undefined
}

/**
 * Every picture and file that a draft names, at the draft's own version; one that is missing is among them. Undefined when
 * the draft has moved on from `head`.
 */
export async function readShown(
  db: Db,
  content: Content,
  { collection, slug, head }: Pick<ReviewState, 'collection' | 'slug' | 'head'>,
): Promise<ShownOfDraft | undefined> {
  const draft = await content.drafts.find(collection, slug)
  if (draft?.head !== head) return undefined
  if (draft.removal) return { shown: [], maskCheck: undefined }
  const { data, body } = readWritten(draft.path, Buffer.from(draft.text))
  const inText = new Map(picturesIn(body).map(picture => [picture.src, picture]))
  const references = [...mediaIn(data, body), ...storedIn(data, body)]
  const stored = await describeFiles(
    db,
    references.map(({ src }) => src).filter(src => src.startsWith('/files/')),
  )
  const { media } = content.everything().published
  const shown = references.map(({ field, src }) => {
    const changed = draft.files.find(({ path }) => path === `content${src}`)
    const oid = changed ? changed.oid : media.get(src)?.oid
    const beside: Words = field === 'body' ? { ...inText.get(src) } : besideOf(data, field)
    return {
      src,
      where: fieldInWords(collectionNamed(collection), field),
      address: oid ? mediaAddress({ path: src, oid }) : stored.has(src) ? src : undefined,
      isPicture: mediaType(src)?.startsWith('image/') ?? false,
      isChanged: changed !== undefined,
      alt: beside.alt,
      caption: beside.caption,
      label: beside.label ?? ownName(src),
    }
  })
  return { shown, maskCheck: collection === exposures.name ? maskCheckIn(data) : undefined }
}

/** Half filled in it is none. */
function maskCheckIn({ mask_check: check }: Partial<Exposure>): Exposure['mask_check'] | null {
  return typeof check?.by === 'string' && typeof check.on === 'string' && check.by && check.on ? check : null
}

type Words = { alt?: string; caption?: string; label?: string }

/** The words in the group of fields in which a field stands. */
function besideOf(data: unknown, field: string): Words {
  const group = field
    .split('.')
    .slice(0, -1)
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], data)
  if (group === data || !isFields(group)) return {}
  return Object.fromEntries(Object.entries(group).filter(([, value]) => typeof value === 'string')) as Words
}

/** The files of the library, at the field that names each; one inside a longer text counts as in the text. */
function storedIn(data: unknown, body: string): { field: string; src: string }[] {
  const found: { field: string; src: string }[] = []
  const look = (value: unknown, steps: string[]): void => {
    if (typeof value === 'string' && value.startsWith('/files/')) found.push({ field: steps.join('.'), src: value })
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) look(inner, [...steps, key])
  }
  look(data, [])
  const known = new Set(found.map(({ src }) => src))
  return [
    ...found,
    ...filesIn(data, body)
      .filter(src => !known.has(src))
      .map(src => ({ field: 'body', src })),
  ]
}
