import { fieldsOf, metaOf } from './meta.ts'
import type { FormSchema } from './values.ts'

/** What somebody wrote and showed in a form that is not there any more. */
export interface Kept {
  texts: string[]
  /** Tokens of photos that wait. */
  photos: string[]
  /** Names of documents that were sent along. */
  documents: string[]
}

/** Above what is kept. */
export const keptLabel = '你写的话还在这里，需要时可以复制：'

/** What was written in the fields of a form in words, with the pictures: neither what was chosen in it nor what it sent unseen. */
export function keptOf(schema: FormSchema, values: Record<string, string | string[]>): Kept {
  const kept: Kept = { texts: [], photos: [], documents: [] }
  for (const [name, field] of fieldsOf(schema)) {
    const { kind, hidden } = metaOf(field)
    const given = [values[name] ?? []].flat().filter(text => text.trim() !== '')
    if (hidden) continue
    if (kind === 'words' || kind === 'line') kept.texts.push(...given)
    if (kind === 'photos') kept.photos.push(...given)
    if (kind === 'documents') kept.documents.push(...given.map(token => token.slice(token.indexOf(' ') + 1)))
  }
  return kept
}
