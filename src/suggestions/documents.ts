import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { aDay, earlier } from '#calendar/spans.ts'
import type { Db, Trx } from '#db/schema.ts'
import type { DocumentColumns } from '#db/schema-documents.ts'
import { documents } from '#forms/fields.ts'
import { extensionOf, findFileFault, plainFileName } from '#forms/file-kinds.ts'
import { drawPhotoFile, type PhotoStore } from './photo-files.ts'
import { type documentErrors, documentWords } from './document-words.ts'

/*
 * What a unit gives beside its answer: a paper or a table. It waits like a photo until its form passes, and lies where
 * photos lie.
 */

const maxDocuments = 3
const maxDocumentBytes = 10 * 1024 * 1024

/** What an answer or an interim reply offers; `kind` is the extension. */
export interface ShownDocument {
  id: number
  name: string
  kind: DocumentColumns['kind']
  bytes: number
}

/** The field of a form that takes them. */
export const documentsField = (readers: 'citizens' | 'office' = 'citizens') =>
  documents(documentWords.list, {
    max: maxDocuments,
    maxBytes: maxDocumentBytes,
    hint: documentWords.hint(maxDocuments, maxDocumentBytes / 1024 / 1024) + documentWords.readers[readers],
  })

type DocumentFault = Exclude<keyof typeof documentErrors, 'gone' | 'notKept' | 'tooOften'>

const kinds: readonly string[] = ['pdf', 'xlsx', 'xls'] satisfies DocumentColumns['kind'][]
const hashOf = (carried: string) => createHash('sha256').update(carried.slice(0, 32)).digest('hex')
const newerThan = (now: Date) => earlier(now, aDay)

/**
 * Stores a file as a document that waits: what a form carries of it (token, space, name). Refuses one that is not
 * what its name says, is not whole, or holds macros.
 */
export async function keepWaitingDocument(
  db: Db,
  store: PhotoStore,
  { path, name: given }: { path: string; name: string },
  now: Date,
): Promise<{ token: string } | { refused: DocumentFault }> {
  const name = plainFileName(given)
  const kind = extensionOf(name) as DocumentColumns['kind']
  if (!kinds.includes(kind)) return { refused: 'unknown-kind' }
  const fault = await findFileFault(path, name)
  if (fault) return { refused: fault }
  const bytes = await readFile(path)
  const inside = findFaultInside(kind, bytes)
  if (inside) return { refused: inside }
  const file = drawPhotoFile(now)
  await store.writeDocument(file, kind, bytes)
  const token = randomBytes(16).toString('hex')
  await db
    .insertInto('waiting_document')
    .values({ token_hash: hashOf(token), file, name, kind, bytes: bytes.length, received_at: now })
    .execute()
  return { token: `${token} ${name}` }
}

/** A file that was cut off lacks its end. Names inside an old table are written in UTF-16. */
function findFaultInside(kind: DocumentColumns['kind'], bytes: Buffer): DocumentFault | undefined {
  const says = (text: string, encoding: 'latin1' | 'utf16le' = 'latin1') => bytes.includes(text, 0, encoding)
  if (kind === 'pdf') return says('%%EOF') ? undefined : 'broken'
  if (kind === 'xlsx' && !says('PK\x05\x06')) return 'broken'
  if (kind === 'xls' && !says('Workbook', 'utf16le') && !says('Book', 'utf16le')) return 'not-what-it-says'
  return says('vbaProject.bin') || says('_VBA_PROJECT', 'utf16le') ? 'with-macros' : undefined
}

/** Whether everything that a form carries still waits, and is of the `only` kind that is taken; it is locked, so that nothing else uses it. */
export async function lockDocuments(
  trx: Trx,
  carried: readonly string[],
  now: Date,
  only?: DocumentColumns['kind'],
): Promise<boolean> {
  if (carried.length === 0) return true
  const waiting = await trx
    .selectFrom('waiting_document')
    .select('token_hash')
    .$if(only !== undefined, query => query.where('kind', '=', only!))
    .where('token_hash', 'in', carried.map(hashOf))
    .where('received_at', '>', newerThan(now))
    .orderBy('token_hash')
    .forUpdate()
    .execute()
  return waiting.length === carried.length
}

/** Puts documents that were locked beside an answer, an interim reply or a report, in their order. */
export async function giveDocuments(
  trx: Trx,
  carried: readonly string[],
  to: { answer_id: number } | { interim_reply_id: number } | { report_version_id: number },
): Promise<void> {
  const taken = await takeDocuments(trx, carried)
  if (taken.length === 0) return
  const rows = taken.map(document => ({ ...to, ...document }))
  await trx.insertInto('reply_document').values(rows).execute()
}

/** Takes documents that were locked out of those that wait, in their order: the caller gives them their rows. */
export async function takeDocuments(
  trx: Trx,
  carried: readonly string[],
): Promise<(DocumentColumns & { position: number })[]> {
  if (carried.length === 0) return []
  const hashes = carried.map(hashOf)
  const taken = await trx
    .deleteFrom('waiting_document')
    .where('token_hash', 'in', hashes)
    .returning(['token_hash', 'file', 'name', 'kind', 'bytes'])
    .execute()
  return hashes.map((hash, index) => {
    const { token_hash: _, ...document } = taken.find(({ token_hash }) => token_hash === hash)!
    return { position: index + 1, ...document }
  })
}

/** Of what a form carries, that which still waits. */
export async function listStandingDocuments(db: Db, carried: string[], now: Date): Promise<string[]> {
  if (carried.length === 0) return []
  const rows = await db
    .selectFrom('waiting_document')
    .select('token_hash')
    .where('token_hash', 'in', carried.map(hashOf))
    .where('received_at', '>', newerThan(now))
    .execute()
  const standing = new Set(rows.map(({ token_hash }) => token_hash))
  return carried.filter(each => standing.has(hashOf(each)))
}

/** Removes the documents that no form has taken within a day. Returns how many. */
export async function dropOldDocuments(db: Db, store: PhotoStore, now: Date): Promise<number> {
  const old = await db
    .deleteFrom('waiting_document')
    .where('received_at', '<=', newerThan(now))
    .returning('file')
    .execute()
  for (const { file } of old) await store.remove(file)
  return old.length
}

/** Every document of a suggestion, with the row it stands beside. */
export function listDocuments(db: Db, suggestionId: number) {
  return ofSuggestion(db, suggestionId)
    .select(['d.id', 'd.name', 'd.kind', 'd.bytes', 'd.answer_id', 'd.interim_reply_id'])
    .orderBy('d.id')
    .execute()
}

/**
 * One document with its bytes; undefined when it is not of this suggestion. `seenBy`: its author has those of answers
 * that were shown and, unless it was read from what was merged into it, those of interim replies.
 */
export async function readDocument(
  db: Db,
  store: PhotoStore,
  { suggestionId, id, seenBy }: { suggestionId: number; id: number; seenBy: 'desk' | 'author' | 'merged-author' },
): Promise<{ name: string; bytes: Buffer<ArrayBuffer> } | undefined> {
  const document = await ofSuggestion(db, suggestionId)
    .select(['d.file', 'd.name', 'd.kind'])
    .where('d.id', '=', id)
    .$if(seenBy === 'author', query =>
      query.where(eb => eb.or([eb('answer.shown_at', 'is not', null), eb('d.interim_reply_id', 'is not', null)])),
    )
    .$if(seenBy === 'merged-author', query => query.where('answer.shown_at', 'is not', null))
    .executeTakeFirst()
  return document && { name: document.name, bytes: await store.readDocument(document.file, document.kind) }
}

const ofSuggestion = (db: Db, suggestionId: number) =>
  db
    .selectFrom('reply_document as d')
    .leftJoin('answer', 'answer.id', 'd.answer_id')
    .leftJoin('interim_reply', 'interim_reply.id', 'd.interim_reply_id')
    .where(eb =>
      eb.or([eb('answer.suggestion_id', '=', suggestionId), eb('interim_reply.suggestion_id', '=', suggestionId)]),
    )
