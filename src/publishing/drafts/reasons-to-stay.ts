import type { Db } from '#db/schema.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import { entryAt } from '../edition/content-file.ts'
import type { WholeEdition } from '../edition/edition.ts'
import { listHanging } from '../edition/hanging.ts'
import type { EntryFile } from '../edition/published.ts'
import { type TypeName, typeNamed } from '../types/index.ts'
import { refusal } from './refusals.ts'

/** Another entry that names one which is to go. */
export interface NamedBy {
  path: string
  title: string
  /** It names it in a field, and would be at fault without it; else its text links there. */
  inField: boolean
}

/** The entries that name this one, those that need it first; what readers see until a change is due counts too. */
export function listNaming({ published, earlier }: WholeEdition, path: string): NamedBy[] {
  const file = published.entries.get(path)
  if (!file) return []
  const address = typeNamed(file.type)?.address
  const linked = address ? new RegExp(`${address}${file.id}(?![a-z0-9-])`) : undefined
  const waiting = [...earlier.values()].flatMap(({ versions }) => versions.map(({ file }) => file))
  const found = new Map<string, NamedBy>()
  for (const other of [...published.entries.values(), ...waiting]) {
    if (other.path === path) continue
    const inField = other.entries.some(({ type, id }) => type === file.type && id === file.id)
    const isNamed = inField || linked?.test(`${JSON.stringify(other.data)}\n${other.body}`)
    if (isNamed && !found.get(other.path)?.inField)
      found.set(other.path, { path: other.path, title: titleOf(other), inField })
  }
  return [...found.values()].sort((a, b) => Number(b.inField) - Number(a.inField))
}

const titleOf = ({ type, data, id }: EntryFile): string => String(data[typeNamed(type)?.titleField ?? ''] ?? id)

/**
 * Why the file of an entry does not go: the site needs it, the law asks for a note in its place, a field of another entry
 * names it, or something in the database does. Undefined when it may.
 */
export async function findReasonToStay(db: Db, whole: WholeEdition, path: string): Promise<GatewayRefusal | undefined> {
  const place = entryAt(path)
  if (place?.collection === 'settings') return refusal('forbidden', words.settingsStay, { path })
  const type = typeNamed(place?.collection)
  if (type?.required?.includes(place?.slug ?? '')) return refusal('forbidden', words.requiredStay, { path })
  const file = whole.published.entries.get(path)
  if (!file) return refusal('not-found', words.fileNotFound, { path })
  if (leavesNote(file)) return refusal('gate', words.noteStays, { path })
  const user = listNaming(whole, path).find(({ inField }) => inField)
  if (user) return refusal('gate', words.stillUsed(path, user.path), { path })
  const hanging = await listHanging(db, path)
  return hanging.length > 0 ? refusal('gate', words.stillHangs(hanging), { path }) : undefined
}

/** Whether the law asks that a dated note stays in its place. */
export const leavesNote = ({ type, data }: { type: TypeName; data: Record<string, unknown> }): boolean =>
  typeNamed(type)?.withdraw?.(data, { on: '1970-01-01', reason: '-' }) !== undefined
