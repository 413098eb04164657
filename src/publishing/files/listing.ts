import type { Db } from '#db/schema.ts'
import type { SignedInPerson } from '#people/session.ts'
import { maySee } from '../drafts/review.ts'
import { filesIn } from '../edition/references.ts'
import { typeNamed } from '../types/index.ts'
import { type FileVisit, isOverseer, type StoredFile } from './stored-files.ts'

/** Readers may have a file while an entry that they see names it. */
export type FileState = 'waiting' | 'public' | 'withdrawn'

/** An entry that names a file; `draft` while it is not published. */
export interface FileUse {
  collection: string
  slug: string
  title: string
  draft: boolean
}

/** A file as its list and its page show it. */
export interface ListedFile extends StoredFile {
  owner: string | null
  state: FileState
  uses: FileUse[]
  /** The version that replaces it. */
  replaced_by: number | null
}

/** The files that this person may see, newest first, whose names hold `search`, or whose address it is: their own, what readers have, what drafts name that they may see; reviewers and publishers all. */
export async function listFiles(visit: FileVisit, search = ''): Promise<ListedFile[]> {
  const uses = await usesOf(visit)
  let query = listed(visit.db)
  if (search !== '')
    query = query.where(eb =>
      eb.or([eb('f.name', 'ilike', `%${search.replace(/[\\%_]/g, '\\$&')}%`), eb('f.address', '=', search)]),
    )
  const rows = await query.orderBy('f.id', 'desc').execute()
  return rows.map(row => withUses(visit, row, uses)).filter(file => isListedFor(visit.person, file))
}

/** One of them. */
export async function findFile(visit: FileVisit, id: number): Promise<ListedFile | undefined> {
  const row = await listed(visit.db).where('f.id', '=', id).executeTakeFirst()
  const file = row && withUses(visit, row, await usesOf(visit))
  return file && isListedFor(visit.person, file) ? file : undefined
}

const isListedFor = (person: SignedInPerson, { owner_id, state, uses }: ListedFile): boolean =>
  isOverseer(person) || owner_id === person.id || state === 'public' || uses.some(({ draft }) => draft)

const listed = (db: Db) =>
  db
    .selectFrom('stored_file as f')
    .leftJoin('person as o', 'o.id', 'f.owner_id')
    .selectAll('f')
    .select(['o.name as owner'])
    .select(eb =>
      eb
        .selectFrom('stored_file as n')
        .select(fn => fn.fn.max('n.id').as('id'))
        .whereRef('n.replaces', '=', 'f.id')
        .as('replaced_by'),
    )

function withUses(
  { content, now }: FileVisit,
  row: Omit<ListedFile, 'state' | 'uses'>,
  uses: ReadonlyMap<string, FileUse[]>,
): ListedFile {
  const isPublic = content.editionAt(now).offersUntil(row.address) !== undefined
  const state = row.withdrawn_at ? 'withdrawn' : isPublic ? 'public' : 'waiting'
  return { ...row, state, uses: uses.get(row.address) ?? [] }
}

/** Every entry and every draft that this person may see, by the files it names. */
async function usesOf({ content, person }: FileVisit): Promise<Map<string, FileUse[]>> {
  const uses = new Map<string, FileUse[]>()
  const add = (address: string, use: FileUse) => uses.set(address, [...(uses.get(address) ?? []), use])
  const slugOf = (path: string) => path.replace(/^content\/[^/]+\//, '').replace(/\.\w+$/, '')
  const { placed } = content.everything()
  for (const [path, { file, entry }] of placed)
    for (const address of file.files)
      add(address, { collection: file.type, slug: slugOf(path), title: titleOf(file.type, entry.data), draft: false })
  for (const draft of await content.drafts.list()) {
    if (!maySee(person, draft)) continue
    const { collection, slug, title, text } = draft
    for (const address of filesIn({}, text)) add(address, { collection, slug, title, draft: true })
  }
  return uses
}

const titleOf = (type: string, data: Record<string, unknown>): string =>
  String(data[typeNamed(type)?.titleField ?? ''] ?? '')
