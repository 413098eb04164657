import type { Db } from '#db/schema.ts'
import { gatewayWords as words } from '../decap/words.ts'
import { clearedVersions } from '../edition/clearance.ts'
import type { Author, CommitWords, Repository } from '../git/repository.ts'
import type { Version } from '../git/versions.ts'
import { stepMessage } from './drafts.ts'
import { readSignatures, type SignedEntry, signedBy } from './signatures.ts'

/** Somebody who wrote what a draft is made of. */
export interface Writer extends Author {
  /** Who it is, when the portal wrote their commit; without it the commit came by a push and only names somebody. */
  id: number | undefined
}

/** More versions than this one after the other are read as if none of them had passed. */
const maxVersions = 1000

/**
 * Who wrote the version of a file that stands at a commit, since the one before it that has passed its reviews, in the order
 * in which they first did. Of a version that has itself passed nobody is named whom nobody here knows: only what is held back
 * has to say so.
 */
export async function findWriters(
  db: Db,
  repository: Repository,
  path: string,
  commit: string,
): Promise<{ writers: Writer[]; hasPassed: boolean }> {
  const [newest, ...older] = await repository.versions(commit, [path], maxVersions)
  if (!newest) return { writers: [], hasPassed: true }
  const passed = await clearedVersions(db, repository, commit, path)
  const hasPassed = await passed(newest)
  const behind = [newest]
  let before: string | undefined
  for (const version of older) {
    if (!version.file || (await passed(version))) {
      before = version.commit
      break
    }
    behind.push(version)
  }
  const entries = [
    // Who published what others wrote and reviewed wrote none of it.
    ...(await readSignatures(db, await repository.changesOf(path, commit, before))).filter(
      entry => !(hasPassed && newest.merged && entry.commit === newest.commit),
    ),
    ...(await Promise.all(behind.map(version => readDraftOf(db, repository, version)))).flat(),
  ]
  const writers = new Map<string, Writer>()
  for (const { step, by, email, signatories } of entries) {
    const known = signatories.filter(({ id }) => id !== undefined)
    if (step !== 'save' || (hasPassed && known.length === 0)) continue
    const id = signatories[0]?.pushed ? undefined : signatories[0]?.id
    const key = id === undefined ? `${by} <${email}>` : String(id)
    if (!writers.has(key)) writers.set(key, { id, name: by, email })
  }
  return { writers: [...writers.values()], hasPassed }
}

/** The steps of the draft that was published with a version; nothing for what came another way. */
async function readDraftOf(db: Db, repository: Repository, { merged, parent }: Version): Promise<SignedEntry[]> {
  const steps = merged && parent ? await readSignatures(db, await repository.log(merged, parent)) : []
  const isDraft = steps.at(-1)?.signatories.every(({ pushed }) => !pushed)
  return isDraft ? steps : []
}

/**
 * A commit for each of these writers: whoever wrote counts as author of the draft that is made of it, whoever makes it. Only
 * what the portal wrote for somebody is signed for them, so that a name on a push gives no rights.
 */
export const commitsOf = (
  db: Db,
  writers: readonly Writer[],
  { path, title }: { path: string; title: string },
  at: Date,
): CommitWords[] =>
  writers.map(({ id, name, email }) => {
    const line = words.messages.madeDraft(title)
    return {
      author: { name, email },
      message: id === undefined ? `${line}\n\nEntry: ${path}` : stepMessage(line, 'save', path, { id, name }),
      ...(id !== undefined && { sign: signedBy(db, { id }, 'save', at) }),
    }
  })
