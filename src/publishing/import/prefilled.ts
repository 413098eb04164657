import type { Db } from '#db/schema.ts'
import { moveDraft } from '../drafts/review.ts'
import type { Mover } from '../drafts/mover.ts'
import { isRefusal } from '../drafts/refusals.ts'
import type { Content } from '../edition/content.ts'
import { writeEntryFile } from '../edition/entry-file.ts'
import { type TypeName, typeNamed } from '../types/index.ts'
import { importEntries, type Outcome } from './write-drafts.ts'

/**
 * What became of it: `unfinished` lacks something and waits for its maker, `exists` is a draft with other words, `taken` one
 * with the same that somebody else is about to hand in.
 */
export type Prefilled = 'handed-in' | 'unfinished' | 'exists' | 'taken'

/**
 * Makes a draft out of what the portal knows, of a new entry or of a change of one that stands, and hands it in at once. Who
 * asks for it is its author and reviews it no more: three others pass it like any draft. Asked for again with the same
 * words it is the same draft.
 */
export async function prefillDraft(
  { content, db, ...mover }: Mover & { content: Content; db: Db },
  {
    type,
    id,
    year,
    data,
    body,
  }: { type: TypeName; id: string; year?: number; data: Record<string, unknown>; body: string },
): Promise<Prefilled> {
  const { byYear, fields } = typeNamed(type)!
  const path = ['content', type, ...(byYear ? [year] : []), `${id}.md`].join('/')
  const filled = Object.entries(data).filter(([, value]) => !(Array.isArray(value) && value.length === 0))
  const text = writeEntryFile(Object.fromEntries(filled), body, fields)
  const entry = { source: path, path, text, notes: [], faults: [], media: [] }
  const by = { ...mover.person, login: mover.person.login ?? 'portal' }
  let outcome: Outcome | undefined
  try {
    ;[outcome] = await importEntries({ repository: content.repository, db, by, now: mover.now }, [entry], false)
  } catch (error) {
    // At the same moment somebody else was first: then its branch is there.
    if (!(await content.drafts.find(type, id))) throw error
  }
  const draft = await content.drafts.find(type, id)
  // Published meanwhile, word for word: nothing is left to hand in.
  if (!draft) return outcome === 'same' ? 'handed-in' : 'exists'
  if (draft.text !== text) return 'exists'
  if (draft.status !== 'draft') return 'handed-in'
  if (draft.lastAuthor.id !== mover.person.id) return 'taken'
  const { collection, slug, head } = draft
  const moved = await moveDraft(db, content, mover, { collection, slug, head }, 'submission')
  return isRefusal(moved) ? 'unfinished' : 'handed-in'
}
