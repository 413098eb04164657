import type { Db } from '#db/schema.ts'
import type { Content } from '../edition/content.ts'
import { writeEntryFile } from '../edition/entry-file.ts'
import { type TypeName, typeNamed } from '../types/index.ts'
import { importEntries } from './write-drafts.ts'

/**
 * Makes a draft out of what the portal knows, for the editors to write on: it has its reviews before it like any other. It is
 * nobody's own, as what came by a push is: who asked for it may be no editor, so a reviewer or publisher hands it in. `from`
 * is what the list calls its author. Says whether there was one of that id already.
 */
export async function prefillDraft(
  { content, db }: { content: Content; db: Db },
  {
    type,
    id,
    year,
    data,
    body,
    from,
  }: { type: TypeName; id: string; year: number; data: Record<string, unknown>; body: string; from: string },
  now: Date,
): Promise<'made' | 'exists'> {
  const { byYear, fields } = typeNamed(type)!
  const path = ['content', type, ...(byYear ? [year] : []), `${id}.md`].join('/')
  const entry = { source: path, path, text: writeEntryFile(data, body, fields), notes: [], faults: [], media: [] }
  const by = { id: undefined, name: from, login: 'portal' }
  const [outcome] = await importEntries({ repository: content.repository, db, by, now }, [entry], false)
  return outcome === 'new' ? 'made' : 'exists'
}
