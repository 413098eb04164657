import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { Selectable } from 'kysely'
import type { Db, Trx } from '#db/schema.ts'
import type { StoredFileTable } from '#db/schema-files.ts'
import { inTransaction } from '#db/transaction.ts'
import { contentTypeOf, extensionOf, plainFileName } from '#forms/file-kinds.ts'
import { at, forbidden, type Refusal, tooLate, unknown } from '#forms/refusals.ts'
import { recordEvent } from '#people/events.ts'
import type { SignedInPerson } from '#people/session.ts'
import { maySee } from '../drafts/review.ts'
import type { Content } from '../edition/content.ts'
import { prepareFile } from './kinds.ts'
import type { FileStore } from './store.ts'
import { filesWords as words } from './words.ts'

export type StoredFile = Selectable<StoredFileTable>

/** What the work with files needs. */
export interface FileVisit {
  db: Db
  content: Content
  person: SignedInPerson
  now: Date
}

/** Who sees every file. */
export const isOverseer = ({ roles }: SignedInPerson): boolean =>
  roles.includes('reviewer') || roles.includes('publisher')

/**
 * Takes a file that lies at `path` into the store, for its owner and the reviewers until an entry that names it is
 * published. `name` is what its sender calls it. The same file of the same person under the same name is one.
 */
export async function storeFile(
  { db, person, now }: FileVisit,
  store: FileStore,
  { path, name, replaces }: { path: string; name: string; replaces?: number | undefined },
): Promise<{ id: number; address: string } | Refusal> {
  const replaced = replaces === undefined ? undefined : await findRow(db, replaces)
  if (replaces !== undefined && !replaced) return unknown(words.refusals.unknown)
  if (replaced && !mayChange(person, replaced)) return forbidden(words.refusals.notYours)
  const prepared = await prepareFile(path, name)
  if (typeof prepared === 'string') return at('file', words.refusals[prepared])
  const extension = extensionOf(name)
  const key = `${prepared.hash}.${extension}`
  // The bytes first: so every row has its file, in a backup too.
  await store.put(key, path, contentTypeOf(name))
  return inTransaction(db, async trx => {
    const ownName = plainFileName(name)
    const same = await trx
      .selectFrom('stored_file')
      .select(['id', 'address'])
      .where('owner_id', '=', person.id)
      .where('stored_as', '=', key)
      .where('name', '=', ownName)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst()
    if (same) return same
    const made = await trx
      .insertInto('stored_file')
      .values({
        address: `/files/${randomBytes(8).toString('hex')}/${plainName(ownName.slice(0, -extension.length - 1))}.${extension}`,
        stored_as: key,
        name: ownName,
        bytes: prepared.bytes,
        owner_id: person.id,
        stored_at: now,
        replaces: replaced?.id ?? null,
      })
      .returning(['id', 'address'])
      .executeTakeFirstOrThrow()
    await recordEvent(trx, {
      actor: { kind: 'person', id: person.id },
      action: 'file.stored',
      object: { kind: 'file', id: made.id },
      detail: { bytes: prepared.bytes, ...(replaced && { replaces: replaced.id }) },
      at: now,
    })
    return made
  })
}

/** Gives the files from before files had rows one each, without an owner: readers keep those that entries name. Returns how many. */
export async function adoptOldFiles(db: Db, store: FileStore): Promise<number> {
  const old = await store.listOld()
  if (old.length === 0) return 0
  const made = await db
    .insertInto('stored_file')
    .values(
      old.map(({ key, bytes, storedAt }) => ({
        address: `/files/${key}`,
        stored_as: key,
        name: key.slice(key.indexOf('/') + 1),
        bytes,
        stored_at: storedAt,
      })),
    )
    .onConflict(conflict => conflict.column('address').doNothing())
    .returning('id')
    .execute()
  return made.length
}

/**
 * The file behind an address for who asks. A reader gets what an entry that they see names, `withdrawn` when it was
 * taken back since, and nothing else; an editor also their own, what a draft that they may see names, and, as reviewer or
 * publisher, everything.
 */
export async function openFile(
  { db, content, person, now }: Omit<FileVisit, 'person'> & { person: SignedInPerson | undefined },
  store: FileStore,
  address: string,
): Promise<
  | { name: string; bytes: number; contentType: string; etag: string; isPublic: boolean; read(): Promise<Readable> }
  | 'withdrawn'
  | undefined
> {
  const row = await db.selectFrom('stored_file').selectAll().where('address', '=', address).executeTakeFirst()
  if (!row) return undefined
  const isNamed = content.editionAt(now).offersUntil(address) !== undefined
  const isPublic = isNamed && !row.withdrawn_at
  if (!isPublic && !(person && (await mayRead(content, person, row)))) return isNamed ? 'withdrawn' : undefined
  return {
    name: row.name,
    bytes: row.bytes,
    contentType: contentTypeOf(row.address),
    etag: `"${row.stored_as.slice(0, 16)}"`,
    isPublic,
    read: () => store.read(row.stored_as),
  }
}

async function mayRead(
  content: Content,
  person: SignedInPerson,
  row: Pick<StoredFile, 'owner_id' | 'address'>,
): Promise<boolean> {
  if (isOverseer(person) || row.owner_id === person.id) return true
  const drafts = await content.drafts.list()
  return drafts.some(draft => maySee(person, draft) && draft.text.includes(row.address))
}

/** The first `/files/…` address in a text that this person may not put there: it is no file, it was withdrawn, or it is somebody else's that readers do not have. */
export async function findForeignFile(
  { db, content, person, now }: FileVisit,
  addresses: readonly string[],
): Promise<string | undefined> {
  if (addresses.length === 0) return undefined
  const rows = await db.selectFrom('stored_file').selectAll().where('address', 'in', addresses).execute()
  for (const address of addresses) {
    const row = rows.find(each => each.address === address)
    if (!row || row.withdrawn_at) return address
    const isPublic = content.editionAt(now).offersUntil(address) !== undefined
    if (!isPublic && !(await mayRead(content, person, row))) return address
  }
  return undefined
}

/** What a page says of the files that an entry offers, by address; what was withdrawn is not among them. */
export async function describeFiles(db: Db, addresses: readonly string[]): Promise<Map<string, { bytes: number }>> {
  const rows = await db
    .selectFrom('stored_file')
    .select(['address', 'bytes'])
    .where('address', 'in', [...addresses, ''])
    .where('withdrawn_at', 'is', null)
    .execute()
  return new Map(rows.map(({ address, bytes }) => [address, { bytes }]))
}

/** Takes a file back from everybody for ever, with a reason: its owner while it waits, a publisher always. */
export async function withdrawFile(
  { db, content, person, now }: FileVisit,
  id: number,
  because: string,
): Promise<undefined | Refusal> {
  return inTransaction(db, async trx => {
    const row = await findRow(trx, id)
    if (!row) return unknown(words.refusals.unknown)
    if (!mayChange(person, row)) return forbidden(words.refusals.notYours)
    if (row.withdrawn_at) return tooLate(words.refusals.withdrawn)
    if (!person.roles.includes('publisher') && content.editionAt(now).offersUntil(row.address) !== undefined)
      return forbidden(words.refusals.isPublic)
    await trx
      .updateTable('stored_file')
      .set({ withdrawn_at: now, withdrawn_by: person.id, withdrawn_because: because })
      .where('id', '=', id)
      .execute()
    await recordEvent(trx, {
      actor: { kind: 'person', id: person.id },
      action: 'file.withdrawn',
      object: { kind: 'file', id },
      at: now,
    })
    return undefined
  })
}

/** Whether this person may replace or withdraw it. */
export const mayChange = (person: SignedInPerson, { owner_id }: Pick<StoredFile, 'owner_id'>): boolean =>
  owner_id === person.id || person.roles.includes('publisher')

const findRow = (db: Db | Trx, id: number) =>
  db.selectFrom('stored_file').selectAll().where('id', '=', id).executeTakeFirst()

/** For the address: small letters and digits. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '') || 'file'
