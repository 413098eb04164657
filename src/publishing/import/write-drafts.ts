import type { Db } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { gatewayWords } from '../decap/words.ts'
import { branchOf, stepMessage } from '../drafts/drafts.ts'
import { isRefusal } from '../drafts/refusals.ts'
import { signAll } from '../drafts/signatures.ts'
import { prepareUpload, storedPath } from '../drafts/uploads.ts'
import { collectionNamed, entryAt, titleOf } from '../edition/content-file.ts'
import { mainBranch, type NewBranch, type Repository } from '../git/repository.ts'
import type { ImportedEntry } from './read-folder.ts'

/** What became of an entry. */
export type Outcome = 'new' | 'changed' | 'same' | 'has-draft' | 'taken' | 'faulty'

/** Who imports: a person of the portal, who counts as the author, or the portal itself. */
export interface Importer {
  id: number | undefined
  name: string
  login: string
}

export interface ImportedTo {
  repository: Repository
  /** Without it nobody is known as the author. */
  db: Db | undefined
  by: Importer
  now: Date
}

/**
 * Makes a draft of every entry that main has not or has otherwise, each on a branch of its own with its pictures: all of
 * them at once, or none. `dry` only says what would come of each. Entries with faults, those of which there is a draft
 * already, and ids that another entry of the type has are left alone.
 */
export async function importEntries(
  { repository, db, by, now }: ImportedTo,
  entries: readonly ImportedEntry[],
  dry: boolean,
): Promise<Outcome[]> {
  const main = (await repository.head(mainBranch)) ?? ''
  const there = new Map((await repository.files(main)).map(({ path, oid }) => [path, oid]))
  const drafts = new Set((await repository.branches('cms/')).map(({ name }) => name))
  const ids = new Map([...there.keys()].flatMap(path => (entryAt(path) ? [[branchFor(path), path] as const] : [])))
  const oids = entries.map(({ text }) => repository.oidOf(text))
  const outcomes = entries.map(({ path, faults }, at): Outcome => {
    if (!path || faults.length > 0) return 'faulty'
    if (there.get(path) === oids[at]) return 'same'
    const branch = branchFor(path)
    if (drafts.has(branch)) return 'has-draft'
    const holder = ids.get(branch)
    if (holder && holder !== path) return 'taken'
    drafts.add(branch)
    return there.has(path) ? 'changed' : 'new'
  })
  if (dry) return outcomes
  const branches: NewBranch[] = []
  for (const [at, entry] of entries.entries())
    if (outcomes[at] === 'new' || outcomes[at] === 'changed')
      branches.push(await branchOfEntry(entry, there, { repository, by, now }))
  if (branches.length === 0) return outcomes
  await repository.createBranches(branches, main, commits =>
    db && by.id !== undefined ? signAll(db, { id: by.id }, 'save', now, commits) : Promise.resolve(),
  )
  if (db)
    await recordEvent(db, {
      actor: by.id === undefined ? { kind: 'system' } : { kind: 'person', id: by.id },
      action: 'content.imported',
      object: { kind: 'portal', id: 'content' },
      detail: { drafts: branches.length },
      at: now,
    })
  return outcomes
}

function branchFor(path: string): string {
  const { collection = '', slug = '' } = entryAt(path) ?? {}
  return branchOf(collection, slug)
}

async function branchOfEntry(
  { path = '', text, media, notes }: ImportedEntry,
  there: ReadonlyMap<string, string>,
  { repository, by, now }: Omit<ImportedTo, 'db'>,
): Promise<NewBranch> {
  const files = new Map<string, Buffer>()
  let written = text
  for (const file of media) {
    const present = there.get(file.path)
    if (present) {
      if (!file.isPrepared && repository.oidOf(file.bytes) !== present)
        notes.push(`“${file.path}”这里已有另一个同名文件，没有换`)
      continue
    }
    const prepared = file.isPrepared ? [file] : await prepareUpload(file)
    if (isRefusal(prepared)) notes.push(`“${file.path}”没有带过来：${prepared.error}`)
    else for (const each of prepared) files.set(each.path, each.bytes)
    // What is looked at here gets its name by what it is.
    if (!file.isPrepared && !isRefusal(prepared))
      written = written.replaceAll(file.path.slice('content'.length), storedPath(file).slice('content'.length))
  }
  files.set(path, Buffer.from(written))
  const title = titleOf(path, Buffer.from(text))
  const label = collectionNamed(entryAt(path)?.collection ?? '')?.one ?? ''
  return {
    branch: branchFor(path),
    files: [...files].map(([path, bytes]) => ({ path, bytes })),
    author: { name: by.name, email: `${by.login}@localhost` },
    message: stepMessage(gatewayWords.messages.begin(label, title), 'save', path, { id: by.id, name: by.name }),
    at: now,
  }
}
