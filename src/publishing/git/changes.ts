import type * as z from 'zod'
import { fieldsOf, metaOf } from '#forms/meta.ts'
import type { Content } from '../edition/content.ts'
import { collectionNamed, readWritten } from '../edition/content-file.ts'
import { inLines, type NameOf } from '../types/in-words.ts'
import type { ReviewState } from '../decap/protocol.ts'
import { mainBranch, type Repository } from './repository.ts'

/** One field of a form in words, as it is published and as the draft has it; empty where it is not filled in. */
export interface FieldChange {
  label: string
  before: string
  after: string
}

export interface Passage {
  kind: 'kept' | 'removed' | 'added'
  text: string
}

interface Text {
  data: Record<string, unknown>
  body: string
}

const maxBytes = 1024 * 1024
const maxCells = 1_000_000

/** A file as it stood at a commit; without a commit it did not exist yet. */
export interface FileVersion {
  commit: string | undefined
  path: string
  /** Its version, where that is another one than the commit has. */
  oid?: string | undefined
}

/** The fields that differ and the text paragraph by paragraph. */
export interface Difference {
  fields: FieldChange[]
  body: Passage[]
}

/**
 * What a draft would change of what readers see, for who reviews it. Of a new entry everything is new, of one that is to go
 * everything goes. Undefined when the draft cannot be read. `nameOf` says the codes of the settings.
 */
export async function readChanges(
  { repository, everything }: Pick<Content, 'repository' | 'everything'>,
  { head, path, collection, removal }: Pick<ReviewState, 'head' | 'path' | 'collection' | 'removal'>,
  nameOf?: NameOf,
): Promise<Difference | undefined> {
  const held = everything().published.uncleared.get(path)
  const main = held && !held.instead ? undefined : await repository.head(mainBranch)
  const now = { commit: main, path, oid: held?.instead }
  if (!removal || removal.leavesNote)
    return compareVersions(repository, collection, now, { commit: head, path }, nameOf)
  const all = await compareVersions(repository, collection, { commit: undefined, path }, now, nameOf)
  return (
    all && {
      fields: all.fields.map(({ label, before, after }) => ({ label, before: after, after: before })),
      body: all.body.map(({ text }) => ({ kind: 'removed', text })),
    }
  )
}

/** What differs between two versions of an entry. Undefined when the later one is not there or cannot be read. */
export async function compareVersions(
  repository: Repository,
  collection: string,
  earlier: FileVersion,
  later: FileVersion,
  nameOf?: NameOf,
): Promise<Difference | undefined> {
  const type = collectionNamed(collection)
  const [before, after] = await Promise.all(
    [earlier, later].map(version => (version.commit ? readText(repository, version) : undefined)),
  )
  if (!type || !after) return undefined
  return {
    fields: compareFields(type.fields, before?.data ?? {}, after.data, nameOf),
    body: comparePassages(before?.body ?? '', after.body),
  }
}

async function readText(repository: Repository, { commit = '', path, oid }: FileVersion): Promise<Text | undefined> {
  const version = oid ?? (await repository.file(commit, path))?.oid
  const bytes = version && (await repository.blobs([version], maxBytes)).get(version)?.bytes
  if (!bytes) return undefined
  const written = readWritten(path, bytes)
  return written.isDamaged ? undefined : written
}

/** The fields whose words differ, in the order of the form. */
export function compareFields(
  fields: z.ZodObject,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  nameOf?: NameOf,
): FieldChange[] {
  return fieldsOf(fields)
    .map(([name, field]) => ({
      label: metaOf(field).label ?? name,
      before: inLines(field, before[name], nameOf),
      after: inLines(field, after[name], nameOf),
    }))
    .filter(change => change.before !== change.after)
}

/** Two texts by paragraphs: what both have, what only the first has, what only the second has. */
export function comparePassages(before: string, after: string): Passage[] {
  const [old, young] = [before, after].map(text =>
    text
      .split(/\n\s*\n/)
      .map(passage => passage.trim())
      .filter(Boolean),
  )
  return compareParts(old!, young!)
}

/** Two files line by line, for what cannot be read as an entry. */
export const compareLines = (before: string, after: string): Passage[] =>
  compareParts(before.split('\n'), after.split('\n'))

const words = new Intl.Segmenter('zh', { granularity: 'word' })

/** Two short texts word by word; what stands together and is of one kind is one passage. */
export function compareWords(before: string, after: string): Passage[] {
  const [old, young] = [before, after].map(text => [...words.segment(text)].map(({ segment }) => segment))
  return compareParts(old!, young!).reduce<Passage[]>((joined, part) => {
    const last = joined.at(-1)
    if (last?.kind === part.kind) joined[joined.length - 1] = { kind: part.kind, text: last.text + part.text }
    else joined.push(part)
    return joined
  }, [])
}

/** As much of a passage has to be the same that its words are compared with those of the one before. */
const similar = 0.3

/** Passages for reading: one that was changed a little stands once, with its words that went and came. */
export function inWords(passages: readonly Passage[]): Passage[][] {
  const shown: Passage[][] = []
  for (let at = 0; at < passages.length;) {
    const removed = run(passages, at, 'removed')
    const added = run(passages, at + removed.length, 'added')
    if (removed.length + added.length === 0) {
      shown.push([passages[at]!])
      at += 1
      continue
    }
    const [changed, gone, come]: [Passage[][], Passage[], Passage[]] = [[], [], []]
    for (let pair = 0; pair < Math.max(removed.length, added.length); pair += 1) {
      const [before, after] = [removed[pair], added[pair]]
      const parts = before && after && compareWords(before.text, after.text)
      const kept = parts?.filter(({ kind }) => kind === 'kept').reduce((sum, { text }) => sum + text.length, 0) ?? 0
      if (parts && kept >= similar * Math.max(before.text.length, after.text.length)) changed.push(parts)
      else {
        if (before) gone.push(before)
        if (after) come.push(after)
      }
    }
    shown.push(...changed, ...[...gone, ...come].map(passage => [passage]))
    at += removed.length + added.length
  }
  return shown
}

function run(passages: readonly Passage[], from: number, kind: Passage['kind']): Passage[] {
  const end = passages.findIndex((passage, at) => at >= from && passage.kind !== kind)
  return passages.slice(from, end === -1 ? undefined : end)
}

function compareParts(old: readonly string[], young: readonly string[]): Passage[] {
  // Nobody reads through thousands of paragraphs, and the table below grows with the square of them.
  if (old.length * young.length > maxCells)
    return [
      ...old.map(text => ({ kind: 'removed' as const, text })),
      ...young.map(text => ({ kind: 'added' as const, text })),
    ]
  // The length of the longest common subsequence of what is left from here on.
  const common = Array.from({ length: old.length + 1 }, () => new Uint16Array(young.length + 1))
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      common[i]![j] =
        old[i] === young[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!)
    }
  }
  const passages: Passage[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < young.length) {
    if (i < old.length && old[i] === young[j]) {
      passages.push({ kind: 'kept', text: old[i]! })
      i += 1
      j += 1
    } else if (i < old.length && (j === young.length || common[i + 1]![j]! >= common[i]![j + 1]!)) {
      passages.push({ kind: 'removed', text: old[i]! })
      i += 1
    } else {
      passages.push({ kind: 'added', text: young[j]! })
      j += 1
    }
  }
  return passages
}
