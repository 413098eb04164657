import { constants } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Db } from '#db/schema.ts'
import { uploadDirectory } from '#forms/body.ts'
import { isDiskFull, noRoomStatus } from '#forms/disk-full.ts'
import type { KeepFiles } from '#forms/read.ts'
import { documentErrors } from './document-words.ts'
import { keepWaitingDocument } from './documents.ts'
import type { PhotoStore } from './photo-files.ts'
import { createTurns } from './photo-turns.ts'
import { photoErrors } from './photo-words.ts'
import { kindOfPhoto } from './photos.ts'
import { isWaiting, keepWaiting } from './waiting-photos.ts'

/** A part of a photo, from the byte `at` of `length`. */
export interface Piece {
  /** Drawn by the sender: 32 hexadecimal digits. */
  token: string
  name: string
  at: number
  length: number
  bytes: Uint8Array
}

/** From where to go on; or that the photo is kept; or why it is not. */
type Answer = { at: number } | { done: true } | { fault: string; status: 422 | 429 | 507 }

interface Opened {
  db: Db
  /** Where pieces wait for the rest of their photo. */
  dataDir: string
  store: PhotoStore
  /** How many photos a sender may send in a while. */
  limit: { take(sender: string): Promise<boolean> }
  log: (level: 'error', message: string, more: Record<string, unknown>) => void
}

export interface PhotoIntake {
  /** Keeps what a form brings as waiting photos: see `takePhotos`. `sender` is an address, or a person who is signed in. */
  keep(sender: string, now: Date): KeepFiles
  /** The same for documents: see `lockDocuments`. */
  keepDocuments(sender: string, now: Date): KeepFiles
  /** Takes a piece of a photo that comes by itself, and with the last one keeps it as a waiting photo. */
  takePiece(piece: Piece, sender: string, now: Date): Promise<Answer>
}

/** The one way in for photos and documents, which all of a process share: their turns would mean nothing otherwise. */
export function createPhotoIntake({ db, dataDir, store, limit, log }: Opened): PhotoIntake {
  const inTurn = createTurns()

  async function keepOne({ path, name }: { path: string; name: string }, sender: string, now: Date) {
    if (!(await limit.take(sender))) return { fault: photoErrors.tooOften }
    try {
      const kept = await inTurn(sender, () => keepWaiting(db, store, path, now))
      return 'refused' in kept ? { fault: photoErrors[kept.refused](name) } : kept
    } catch (error) {
      if (isDiskFull(error)) throw error
      // What was typed beside it must not be lost with it.
      log('error', 'a photo could not be kept', { error })
      return { fault: photoErrors.notKept(name) }
    }
  }

  async function keepDocument(file: { path: string; name: string }, sender: string, now: Date) {
    if (!(await limit.take(sender))) return { fault: documentErrors.tooOften }
    try {
      const kept = await inTurn(sender, () => keepWaitingDocument(db, store, file, now))
      return 'refused' in kept ? { fault: documentErrors[kept.refused](file.name) } : kept
    } catch (error) {
      if (isDiskFull(error)) throw error
      log('error', 'a document could not be kept', { error })
      return { fault: documentErrors.notKept(file.name) }
    }
  }

  /** What is done with the newest piece of each photo: one at a time, for a piece may be sent again before its answer is there. */
  const underWay = new Map<string, Promise<Answer>>()

  async function finish({ token, name }: Piece, path: string, sender: string, now: Date): Promise<Answer> {
    try {
      const kept = await inTurn(sender, () => keepWaiting(db, store, path, now, token))
      return 'refused' in kept ? { fault: photoErrors[kept.refused](name), status: 422 } : { done: true }
    } finally {
      await rm(path, { force: true })
    }
  }

  const pathOf = (token: string) => join(uploadDirectory(dataDir), `photo-${token}`)

  async function takePiece(piece: Piece, sender: string, now: Date): Promise<Answer> {
    const { token, name } = piece
    const before = underWay.get(token)
    const own = (async () => {
      await before?.catch(() => {})
      return take(piece, sender, now)
    })()
    underWay.set(token, own)
    try {
      return await own
    } catch (error) {
      if (!isDiskFull(error)) throw error
      await rm(pathOf(token), { force: true })
      return { fault: photoErrors.noRoom(name), status: noRoomStatus }
    } finally {
      if (underWay.get(token) === own) underWay.delete(token)
    }
  }

  async function take(piece: Piece, sender: string, now: Date): Promise<Answer> {
    const { token, name, at, length, bytes } = piece
    if (await isWaiting(db, token, now)) return { done: true }
    if (at === 0 && !(await limit.take(sender))) return { fault: photoErrors.tooOften, status: 429 }
    // What is no photo is told before all of it was sent.
    const kind = at === 0 ? kindOfPhoto(bytes) : ''
    if (typeof kind !== 'string') return { fault: photoErrors[kind.refused](name), status: 422 }
    const path = pathOf(token)
    const has = await stat(path).then(
      ({ size }) => size,
      () => 0,
    )
    if (at > has) return { at: has }
    await mkdir(uploadDirectory(dataDir), { recursive: true })
    // The same bytes at the same place again change nothing.
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    try {
      // A disk that fills up takes a part of it first, and then says so.
      for (let written = 0; written < bytes.length;)
        written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten
    } finally {
      await file.close()
    }
    if (at + bytes.length < length) return { at: at + bytes.length }
    return finish(piece, path, sender, now)
  }

  return {
    takePiece,
    keep: (sender, now) => files => Promise.all(files.map(file => keepOne(file, sender, now))),
    keepDocuments: (sender, now) => files => Promise.all(files.map(file => keepDocument(file, sender, now))),
  }
}
