import type * as z from 'zod'
import { fieldsOf, metaOf } from '#forms/meta.ts'
import { collectionNamed, parseContentFile } from '../edition/content-file.ts'
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

/**
 * What a draft would change, for who reviews it: the fields that differ, and the text paragraph by paragraph.
 * Of a new entry everything is new. Undefined when the draft cannot be read. `nameOf` says the codes of the settings.
 */
export async function readChanges(
  repository: Repository,
  { head, path, collection }: ReviewState,
  nameOf?: NameOf,
): Promise<{ fields: FieldChange[]; body: Passage[] } | undefined> {
  const type = collectionNamed(collection)
  const main = await repository.head(mainBranch)
  const [before, after] = await Promise.all(
    [main, head].map(commit => (commit ? readText(repository, commit, path) : undefined)),
  )
  if (!type || !after) return undefined
  return {
    fields: compareFields(type.fields, before?.data ?? {}, after.data, nameOf),
    body: comparePassages(before?.body ?? '', after.body),
  }
}

async function readText(repository: Repository, commit: string, path: string): Promise<Text | undefined> {
  const file = await repository.file(commit, path)
  const bytes = file && (await repository.blobs([file.oid], maxBytes)).get(file.oid)?.bytes
  if (!bytes) return undefined
  const parsed = parseContentFile(path, bytes)
  return 'faults' in parsed ? undefined : parsed
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
  ) as [string[], string[]]
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
