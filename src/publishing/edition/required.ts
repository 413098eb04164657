import type { DataOf, TypeName } from '../types/index.ts'
import type { Edition, Entry } from './edition.ts'

/** An entry that the site cannot do without, such as the words that somebody agrees to. Throws when it is not there. */
export function requireEntry<Name extends TypeName>(edition: Edition, type: Name, id: string): Entry<DataOf<Name>> {
  const entry = edition.find(type, id)
  if (!entry) throw new Error(`content/${type}/${id}.md is missing, or at fault`)
  return entry
}
