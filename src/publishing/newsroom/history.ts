import type { Db } from '#db/schema.ts'
import { recordEvent } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import { listTrail } from '#people/trail.ts'
import type { GatewayVisit } from '../decap/gateway-visit.ts'
import type { Asset, GatewayRefusal } from '../decap/protocol.ts'
import { readGround, saveEntry } from '../decap/saves.ts'
import { type Draft, dataOf } from '../drafts/drafts.ts'
import { isRefusal, refusal } from '../drafts/refusals.ts'
import { maySee } from '../drafts/review.ts'
import { readSignatures } from '../drafts/signatures.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed, entryAt, titleOf } from '../edition/content-file.ts'
import { maxEntryBytes } from '../edition/entry-file.ts'
import { maxMediaBytes } from '../edition/media.ts'
import { mediaIn } from '../edition/references.ts'
import { compareLines, compareVersions, type Difference } from '../git/changes.ts'
import { mainBranch } from '../git/repository.ts'
import type { Version } from '../git/versions.ts'
import type { NameOf } from '../types/in-words.ts'
import { settingsFile } from '../types/settings.ts'
import { historyWords as words } from './words.ts'

/** What an entry was at one moment, on main or in its draft. */
export interface HistoryVersion
  extends Omit<Version, 'merged' | 'parent'>, Partial<Pick<Version, 'merged' | 'parent'>> {
  /** On main it was published, or removed; in the draft it was saved. */
  kind: 'published' | 'removed' | 'draft'
}

/** How a version came to main, by the event of its commit. */
const acts = {
  'draft.published': 'published',
  'entry.made-draft': 'put-back',
  'conflict.settled': 'settled',
  'entry.due-checked': 'not-due',
  'entry.taken-down': 'taken-down',
} as const

/** Who stands behind a version of main, as the audit trail has it. */
export interface Signed {
  writers: string[]
  reviews: { move: 'first-review' | 'second-review'; by: string }[]
  /** Undefined for what came past the reviews: by a push, an import or the portal itself. */
  act: (typeof acts)[keyof typeof acts] | undefined
  /** Who did it. */
  by: string
}

export interface History {
  collection: string
  id: string
  title: string
  /** Newest first: those of the draft, if this person may see it, then those of main. */
  versions: HistoryVersion[]
  draft: Draft | undefined
  /** Where the entry lies now, or lay last. */
  path: string
}

const maxVersions = 1000

/** Every version of an entry, also of one that was deleted. Undefined when there never was one that this person may see. */
export async function findHistory(
  db: Db,
  content: Content,
  person: SignedInPerson,
  collection: string,
  id: string,
): Promise<History | undefined> {
  if (!collectionNamed(collection) || !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) return undefined
  const { repository, drafts } = content
  const main = (await repository.head(mainBranch)) ?? ''
  const found = await drafts.find(collection, id)
  const draft = found && maySee(person, found) ? found : undefined
  const onMain = pathsOf(content, collection, id)
  if (onMain.length === 0 && !draft) return undefined
  const [published, saves] = await Promise.all([
    onMain.length > 0 ? repository.versions(main, onMain, maxVersions) : [],
    draft ? savesOf(db, content, draft, main) : [],
  ])
  const versions: HistoryVersion[] = [
    ...saves,
    ...published.map(version => ({ ...version, kind: version.file ? ('published' as const) : ('removed' as const) })),
  ]
  const newest = versions.find(({ file }) => file)
  if (!newest?.file) return undefined
  const bytes = (await repository.blobs([newest.file.oid], maxEntryBytes)).get(newest.file.oid)?.bytes
  const { path } = newest.file
  return { collection, id, versions, draft, path, title: titleOf(path, bytes ?? Buffer.alloc(0)) }
}

/** Every path at which the entry ever lay on main. */
function pathsOf(content: Content, collection: string, id: string): string[] {
  const { times } = content.everything().published
  if (collection === settingsFile.name) return [settingsFile.path]
  const [flat, inYear] = [`content/${collection}/${id}.md`, `/${id}.md`]
  return [...times.paths.keys()].filter(
    path => path === flat || (path.endsWith(inYear) && entryAt(path)?.collection === collection),
  )
}

async function savesOf(db: Db, { repository }: Content, draft: Draft, main: string): Promise<HistoryVersion[]> {
  const steps = await readSignatures(db, await repository.log(draft.head, main))
  const saves = await Promise.all(
    steps
      .filter(({ step }) => step === 'save')
      .map(async ({ commit, by, at }): Promise<HistoryVersion> => {
        const file = await repository.file(commit, draft.path)
        return { commit, by, at, kind: 'draft', file: file && { path: draft.path, oid: file.oid } }
      }),
  )
  return saves.reverse()
}

/** Who wrote, reviewed and published these versions. What the trail does not know was not reviewed here. */
export async function readSigned(
  db: Db,
  { repository }: Content,
  history: History,
  shown: readonly HistoryVersion[],
): Promise<Map<string, Signed>> {
  const paths = [...new Set(history.versions.flatMap(({ file }) => file?.path ?? []))]
  const rows = await Promise.all(
    paths.map(path => listTrail(db, { objectKind: 'entry', objectId: path }, { limit: maxVersions })),
  )
  const events = new Map(
    rows
      .flatMap(({ rows }) => rows)
      .filter(({ action }) => action in acts)
      .map(event => [String((event.detail as { commit?: unknown }).commit), event]),
  )
  const eventOf = (commit: string) => events.get(commit.slice(0, 12))
  const signed = await Promise.all(
    shown.map(async version => {
      const { merged, parent } = version
      const event = eventOf(version.commit)
      const steps = event && merged && parent ? await readSignatures(db, await repository.log(merged, parent)) : []
      const writers: string[] = []
      let reviews: Signed['reviews'] = []
      for (const { step, by, signatories } of steps) {
        if (step === 'save') {
          writers.push(...signatories.map(({ name }) => name))
          reviews = []
        } else if (step === 'first-review' || step === 'second-review') reviews.push({ move: step, by })
      }
      return [
        version.commit,
        {
          writers: writers.length > 0 ? [...new Set(writers)] : [version.by],
          reviews,
          act: event && acts[event.action as keyof typeof acts],
          by: event?.actor_name ?? version.by,
        },
      ] as const
    }),
  )
  return new Map(signed)
}

/** What differs between two versions: fields and text, or the lines of the files where one of them is damaged. */
export async function compareInHistory(
  content: Content,
  { collection }: History,
  earlier: HistoryVersion,
  later: HistoryVersion,
  nameOf: NameOf,
): Promise<Difference & { isRaw: boolean }> {
  const [before, after] = [earlier, later].map(({ commit, file }) => ({
    commit: file && commit,
    path: file?.path ?? '',
  })) as [{ commit: string | undefined; path: string }, { commit: string | undefined; path: string }]
  const difference = await compareVersions(content.repository, collection, before, after, nameOf)
  if (difference) return { ...difference, isRaw: false }
  const [old, young] = await Promise.all([earlier, later].map(version => readText(content, version)))
  return { fields: [], body: compareLines(old ?? '', young ?? ''), isRaw: true }
}

async function readText({ repository }: Content, { file }: HistoryVersion): Promise<string | undefined> {
  return file && (await repository.blobs([file.oid], maxEntryBytes)).get(file.oid)?.bytes?.toString('utf8')
}

/**
 * Makes a draft of an old version, with the pictures it showed, by the rules of every save and in the name of who
 * restores it and of who wrote it. `base` is the version of the file that stood when they decided; another one now is refused as stale.
 */
export async function restoreVersion(
  visit: GatewayVisit,
  history: History,
  version: HistoryVersion,
  base: string | null,
): Promise<{ restored: true } | GatewayRefusal> {
  const { content, person, db, now } = visit
  const text = await readText(content, version)
  if (text === undefined || !version.file) return refusal('not-found', words.nothingThere)
  const main = (await content.repository.head(mainBranch)) ?? ''
  const lies = (await content.repository.file(main, history.path)) ? history.path : version.file.path
  const path = history.draft?.path ?? lies
  const { collection = '', slug = '' } = entryAt(path) ?? {}
  const assets = await picturesOf(content, history.draft, version, text)
  const saved = await saveEntry(
    visit,
    {
      dataFiles: [{ slug, path, raw: text }],
      assets,
      options: { collectionName: collection, newEntry: base === null },
      base: { [path]: base },
    },
    // Who wrote a version of the draft stands in the draft.
    version.kind === 'draft' ? undefined : { path: version.file.path, commit: version.commit },
  )
  if (isRefusal(saved)) return saved
  await recordEvent(db, {
    actor: { kind: 'person', id: person.id },
    action: 'draft.restored',
    object: { kind: 'entry', id: path },
    detail: { version: version.commit.slice(0, 12) },
    at: now,
  })
  return { restored: true }
}

/** What a restoration would replace: the version that stands in the draft, or on main, also when main has moved under the draft. */
export async function standingVersion(content: Content, history: History): Promise<string | null> {
  const path = history.draft?.path ?? history.path
  const place = entryAt(path)
  if (!place) return null
  const { oid, newerOnMain } = await readGround(content, place, path)
  return (newerOnMain ? newerOnMain.oid : oid) ?? null
}

/** The pictures and files that a version showed and that neither main nor the draft has any more. */
async function picturesOf(
  { repository, everything }: Content,
  draft: Draft | undefined,
  { commit, file }: HistoryVersion,
  text: string,
): Promise<Asset[]> {
  const entry = dataOf({ path: file?.path ?? '', text })
  const there = new Set([
    ...everything().published.media.keys(),
    ...(draft?.files ?? []).map(({ path }) => path.slice('content'.length)),
  ])
  const gone = entry ? mediaIn(entry.data, entry.body).map(({ src }) => src) : []
  const assets: Asset[] = []
  for (const src of new Set(gone.filter(src => !there.has(src)))) {
    const path = `content${src}`
    const oid = (await repository.file(commit, path))?.oid
    const bytes = oid && (await repository.blobs([oid], maxMediaBytes)).get(oid)?.bytes
    if (bytes) assets.push({ path, content: bytes.toString('base64'), encoding: 'base64' })
  }
  return assets
}
