import { aDay } from '#calendar/spans.ts'
import type { Db } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import { findOpenFinding } from '../checks/confirmations.ts'
import type { GatewayRefusal } from '../decap/protocol.ts'
import { gatewayWords as words } from '../decap/words.ts'
import { findFallenResult } from '../drafts/assessed.ts'
import { branchOf } from '../drafts/drafts.ts'
import { makeRoom } from '../drafts/left-branches.ts'
import { findGateFault, findMissingReference } from '../drafts/publication.ts'
import { readSignatures, type Signatory } from '../drafts/signatures.ts'
import { commitsOf, findWriters, type Writer } from '../drafts/writers.ts'
import { clearWith } from '../edition/clearance.ts'
import type { Content } from '../edition/content.ts'
import { entryAt, titleOf } from '../edition/content-file.ts'
import { dueAt, readVersions } from '../edition/earlier.ts'
import { maxEntryBytes } from '../edition/entry-file.ts'
import type { EntryFile } from '../edition/published.ts'
import { portalItself } from '../git/commits.ts'
import { mainBranch } from '../git/repository.ts'
import type { SuggestionFacts } from '../types/type.ts'

/** A scheduled version that passes its gates no more: it is taken off main, and readers go on seeing what they saw. */
export interface NotDue {
  path: string
  /** It is a draft again, or, where the entry has another draft or one could not be written, in the history alone. */
  lies: 'draft' | 'history'
  /** Who wrote it. */
  people: number[]
}

/** So long before its minute a version is looked at: the job comes once a minute. */
const aheadMs = 90_000
/** What came due while nothing ran is looked at once, so much later at most. */
const backMs = aDay

/**
 * Asks the gates of every scheduled version that is about to be due once more: its words, confirmations, references and days may
 * have changed since its publication. Each version once, with an event. What fails is taken off main and becomes a draft
 * of its authors, which wants its reviews anew.
 */
export async function checkDue(
  db: Db,
  content: Content,
  suggestionFacts: SuggestionFacts,
  now: Date,
): Promise<NotDue[]> {
  const { placed, published } = content.everything()
  const at = now.getTime()
  const failed: NotDue[] = []
  for (const { file, from } of placed.values()) {
    const isScheduled = from > (published.times.paths.get(file.path)?.updatedAt ?? Infinity)
    if (!isScheduled || from > at + aheadMs || from < at - backMs || (await isChecked(db, file))) continue
    const before = (await readVersions(content.repository, published.commit, file, db)).find(
      ({ file }) => dueAt(file) <= at,
    )?.file
    const { authors, names } = await whoSigned(db, content, file)
    const fault = await findFault(db, content, file, before, { signed: names, now, suggestionFacts })
    const back = fault && (await putBack(db, content, file, before, now))
    if (fault && !back) continue
    await recordEvent(db, {
      actor: { kind: 'system' },
      action: 'entry.due-checked',
      object: { kind: 'entry', id: file.path },
      result: fault ? 'refused' : 'done',
      // What was found may be somebody's number: it is not kept.
      detail: {
        oid: file.oid.slice(0, 12),
        ...(fault && { reason: fault.reason, field: fault.field ?? '' }),
        ...(back && { commit: back.commit.slice(0, 12) }),
      },
      at: now,
    })
    if (back) failed.push({ path: file.path, lies: back.lies, people: authors.flatMap(({ id }) => (id ? [id] : [])) })
  }
  return failed
}

async function isChecked(db: Db, { path, oid }: EntryFile): Promise<boolean> {
  const events = await db
    .selectFrom('event')
    .select('detail')
    .where('object_kind', '=', 'entry')
    .where('object_id', '=', path)
    .where('action', '=', 'entry.due-checked')
    .execute()
  return events.some(({ detail }) => (detail as { oid?: unknown }).oid === oid.slice(0, 12))
}

/** Who wrote the version that waits, and whose names stand under it. */
async function whoSigned(
  db: Db,
  { repository, everything }: Content,
  { path }: EntryFile,
): Promise<{ authors: Signatory[]; names: string[] }> {
  const [version] = await repository.versions(everything().published.commit, [path], 1)
  const { merged, parent, by = '' } = version ?? {}
  const steps = merged && parent ? await readSignatures(db, await repository.log(merged, parent)) : []
  const authors = steps.filter(({ step }) => step === 'save').flatMap(({ signatories }) => signatories)
  const reviews = steps.filter(({ step }) => step.endsWith('review')).map(({ by }) => by)
  return {
    authors: authors.filter(({ id, pushed }, at) => !pushed && authors.findIndex(other => other.id === id) === at),
    names: [...reviews, by],
  }
}

async function findFault(
  db: Db,
  content: Content,
  file: EntryFile,
  before: EntryFile | undefined,
  given: { signed: string[]; now: Date; suggestionFacts: SuggestionFacts },
): Promise<GatewayRefusal | undefined> {
  const bytes = (await content.repository.blobs([file.oid], maxEntryBytes)).get(file.oid)?.bytes
  const judged = { collection: file.type, path: file.path, text: String(bytes), files: [], removal: undefined }
  return (
    findMissingReference(content, judged) ??
    (await findFallenResult(db, file.path)) ??
    (await findOpenFinding(db, content, judged, 'publication', given.now)) ??
    (await findGateFault(content, judged, { ...given, before, hasReplacedPictures: false }))
  )
}

/** Takes it off main; undefined when somebody was quicker: it is looked at again a minute later. */
async function putBack(
  db: Db,
  content: Content,
  file: EntryFile,
  before: EntryFile | undefined,
  now: Date,
): Promise<{ lies: NotDue['lies']; commit: string } | undefined> {
  const { repository, drafts, everything } = content
  const { path, oid } = file
  const { collection = '', slug = '' } = entryAt(path) ?? {}
  const bytes = (await repository.blobs([oid], maxEntryBytes)).get(oid)?.bytes ?? Buffer.alloc(0)
  const title = titleOf(path, bytes)
  const { writers } = await findWriters(db, repository, path, everything().published.commit)
  const back = await clearWith(db, [{ path, oid: before?.oid ?? null }], 'return', now, sign =>
    repository.commitFiles(mainBranch, undefined, [{ path, oid: before?.oid, was: oid }], {
      author: portalItself,
      message: words.messages.notDue(title),
      at: now,
      sign,
    }),
  )
  if ('refused' in back) return undefined
  let lies: NotDue['lies'] = 'history'
  // Another draft of the entry keeps its place: this version stays in the history.
  if (!(await drafts.find(collection, slug))) {
    const branch = branchOf(collection, slug)
    await makeRoom(content, branch)
    // Who wrote any of it is its author still; what came with the portal has none.
    const nobody: Writer = { id: undefined, ...portalItself }
    const commits = commitsOf(db, writers.length > 0 ? writers : [nobody], { path, title }, now)
    const made = await repository.commitFiles(branch, null, [{ path, oid }], {
      ...commits.at(-1)!,
      below: commits.slice(0, -1),
      from: back.commit,
      at: now,
    })
    if ('commit' in made) lies = 'draft'
  }
  await content.refresh()
  return { lies, commit: back.commit }
}
