import { fieldInWords } from '../decap/field-words.ts'
import type { GatewayRefusal, Unfinished } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed } from '../edition/content-file.ts'
import type { Fault } from '../edition/entry-file.ts'
import { findUnknownCode } from '../edition/references.ts'
import { findTwins } from '../edition/unique.ts'
import { type TypeName, typeNamed } from '../types/index.ts'
import { type Draft, dataOf } from './drafts.ts'
import { refusal } from './refusals.ts'

/** Everything that a draft still lacks before it may be handed in, in the order of its schema; empty when it is whole. */
export function listUnfinished(
  content: Pick<Content, 'everything'>,
  draft: Pick<Draft, 'collection' | 'path' | 'text' | 'faults' | 'codes' | 'removal'>,
): Unfinished[] {
  const { collection, faults, codes } = draft
  const { settings } = content.everything().published
  const unknown = codes.flatMap(code => findUnknownCode([code], settings) ?? [])
  const missing = [...faults, ...unknown, ...(draft.removal ? [] : listStanding(content, draft))]
  return missing.map(({ field = '', message }) => ({
    field,
    where: field ? fieldInWords(collectionNamed(collection), field) : '',
    message,
  }))
}

/** What a whole text says that a published entry says already, or that was published and stays as it was; at its fields. */
export function listStanding(
  { everything }: Pick<Content, 'everything'>,
  { collection, path, text }: Pick<Draft, 'collection' | 'path' | 'text'>,
): Fault[] {
  const type = typeNamed(collection)
  const parsed = type && (type.unique ?? type.kept) && dataOf({ path, text })
  if (!parsed) return []
  const { published, lists } = everything()
  const before = published.entries.get(path)
  const changed = before && type.kept?.(parsed.data, before.data)
  return [
    ...(changed ? [{ path, field: changed.field ?? '', message: changed.error }] : []),
    ...findTwins(
      type,
      { path, data: parsed.data },
      lists[collection as TypeName].map(({ file }) => file),
    ),
  ]
}

/** Refuses what is not whole, with all that it lacks at once: it is neither handed in nor reviewed nor published. */
export function findUnfinished(content: Pick<Content, 'everything'>, draft: Draft): GatewayRefusal | undefined {
  const unfinished = listUnfinished(content, draft)
  const [first] = unfinished
  if (!first) return undefined
  return refusal('invalid', words.unfinished(unfinished.map(inOneLine)), {
    path: draft.path,
    ...(first.field && { field: first.field }),
    unfinished,
  })
}

const inOneLine = ({ where, message }: Unfinished): string => (where ? `${where}：${message}` : message)
