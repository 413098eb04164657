import { fieldInWords } from '../decap/field-words.ts'
import type { GatewayRefusal, Unfinished } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed } from '../edition/content-file.ts'
import { findUnknownCode } from '../edition/references.ts'
import type { Draft } from './drafts.ts'
import { refusal } from './refusals.ts'

/** Everything that a draft still lacks before it may be handed in, in the order of its schema; empty when it is whole. */
export function listUnfinished(
  { everything }: Pick<Content, 'everything'>,
  { collection, faults, codes }: Pick<Draft, 'collection' | 'faults' | 'codes'>,
): Unfinished[] {
  const { settings } = everything().published
  const missing = [...faults, ...codes.flatMap(code => findUnknownCode([code], settings) ?? [])]
  return missing.map(({ field = '', message }) => ({
    field,
    where: field ? fieldInWords(collectionNamed(collection), field) : '',
    message,
  }))
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
