import type { Entry } from '../types/entry.ts'
import type { DataOf, TypeName } from '../types/index.ts'
import type { Content } from './content.ts'

/**
 * Every entry of a type that readers could see before a moment, also what has come down by its own day since, as it is
 * written. What was withdrawn, and what was never allowed to be seen, is not among them.
 */
export function everPublished<Name extends TypeName>(
  { everything }: Pick<Content, 'everything'>,
  type: Name,
  now: Date,
): Entry<DataOf<Name>>[] {
  return everything()
    .lists[type].filter(({ from, barred, entry }) => from <= now.getTime() && !barred && !entry.withdrawn)
    .map(({ entry, file }) => ({ ...entry, data: file.data as DataOf<Name> }))
}
