import { mkdir, rm, writeFile } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { LetterOutcome } from '#db/schema-letters.ts'
import type { Db } from '#db/schema.ts'
import { uploadDirectory } from '#forms/body.ts'
import { isDiskFull } from '#forms/disk-full.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { PhotoIntake } from '#suggestions/photo-intake.ts'
import { keyOfPlace, type Letter, readLetter } from './letter.ts'
import { countAttempt, findSettled, forgetAttempt, isLeft, settleLetter, takeLetter } from './letters.ts'
import { type Mailbox, mostBytes } from './mailbox.ts'

export interface Collecting {
  personalData: PersonalData
  /** Of the words on personal data that are in force. */
  privacyVersion: string
  photos: Pick<PhotoIntake, 'keep'>
  /** Where photos lie on their way in. */
  dataDir: string
  /** How many letters one sender may send in a day; `told`: whose that are too many the desk has heard of today. */
  limits: { letters: { take(sender: string): Promise<boolean> }; told: { take(sender: string): Promise<boolean> } }
  /** The address that the portal's own letters come from. */
  ownAddress: string | undefined
  log: (level: 'info' | 'error', message: string, more: Record<string, unknown>) => void
}

/** So many letters in one turn; the others have the next one. */
const perTurn = 50
/** A letter at which so many turns fail is left to people. */
export const mostAttempts = 5
/** What the text of a suggestion may hold, in code points; SQL says the same. */
const mostCharacters = 30_000

/**
 * Makes suggestions of the letters that nobody has read. A letter is marked as read when what became of it stands in the
 * database, so a crash in between makes it be found once more, and known again. Returns how many were taken.
 */
export async function collectLetters(db: Db, mailbox: Mailbox, collecting: Collecting, now: Date): Promise<number> {
  let taken = 0
  for (const { uid, size } of await mailbox.listUnseen(perTurn)) {
    const place = mailbox.placeOf(uid)
    const source = size > mostBytes ? 'too-large' : await mailbox.read(uid)
    if (source === undefined) continue
    const outcome = await settle(db, place, source, collecting, now)
    // It is tried again in the next turn.
    if (!outcome) continue
    await mailbox.putAway(uid, isLeft(outcome.is))
    if (outcome.is === 'taken' && !outcome.before) taken += 1
  }
  return taken
}

type Settled = { is: LetterOutcome; before?: boolean }

async function settle(
  db: Db,
  place: string,
  source: Uint8Array | 'too-large',
  collecting: Collecting,
  now: Date,
): Promise<Settled | undefined> {
  const atPlace = keyOfPlace(place)
  const before = await findSettled(db, [atPlace])
  if (before) return { is: before, before: true }
  const leave = async (outcome: 'unreadable' | 'too-large') => {
    await settleLetter(db, { key: atPlace, place, outcome }, now)
    return { is: outcome }
  }
  if (source === 'too-large') return leave(source)
  const attempt = await countAttempt(db, place, now)
  if (attempt > mostAttempts) return leave('unreadable')
  try {
    return await become(db, place, source, collecting, now)
  } catch (error) {
    if (isDiskFull(error)) {
      await forgetAttempt(db, place)
      throw error
    }
    collecting.log('error', 'a letter could not be taken in', { place, attempt, error })
    return attempt === mostAttempts ? leave('unreadable') : undefined
  }
}

/** What becomes of a letter that could be fetched. */
async function become(db: Db, place: string, source: Uint8Array, collecting: Collecting, now: Date): Promise<Settled> {
  const letter = await readLetter(source)
  const { key } = letter
  const before = await findSettled(db, [key])
  if (before) {
    await forgetAttempt(db, place)
    return { is: before, before: true }
  }
  const isOwn = !('refused' in letter) && letter.sender.address === collecting.ownAddress
  const outcome = letter.isAutomatic || isOwn ? 'automatic' : await whyNot(letter, collecting)
  if (outcome) {
    const quietly = !('refused' in letter) && outcome === 'too-many' && !(await hearsFirst(letter, collecting))
    await settleLetter(db, { key, place, outcome, quietly }, now)
    return { is: outcome }
  }
  const { photos, leftOut } = await keepPictures(letter as Letter, collecting, now)
  const taken = await takeLetter(db, letter as Letter, { place, photos, leftOut }, collecting, now)
  if ('refused' in taken) throw new Error('the photos of the letter are gone again')
  return { is: 'taken' }
}

async function whyNot(letter: Awaited<ReturnType<typeof readLetter>>, { limits }: Collecting) {
  if ('refused' in letter) return letter.refused
  if (Array.from(letter.body).length > mostCharacters) return 'too-large'
  return (await limits.letters.take(letter.sender.address.toLowerCase())) ? undefined : 'too-many'
}

/** The desk is told of the first letter too many of somebody: a thousand of them are one matter. */
const hearsFirst = ({ sender }: Letter, { limits }: Collecting) => limits.told.take(sender.address.toLowerCase())

/** Puts the pictures of a letter through the intake of photos. What is none, or none of ours, is named with what is left out. */
async function keepPictures(
  { pictures, leftOut, sender }: Letter,
  { photos, dataDir }: Collecting,
  now: Date,
): Promise<{ photos: string[]; leftOut: string[] }> {
  const tokens: string[] = []
  const left = [...leftOut]
  const folder = uploadDirectory(dataDir)
  await mkdir(folder, { recursive: true })
  for (const { name, bytes } of pictures) {
    const path = join(folder, `letter-${randomUUID()}`)
    try {
      await writeFile(path, bytes, { mode: 0o600 })
      const [kept] = await photos.keep(`letter ${sender.address}`, now)([{ path, name, bytes: bytes.length }])
      if (kept && 'token' in kept) tokens.push(kept.token)
      else left.push(name)
    } finally {
      await rm(path, { force: true })
    }
  }
  return { photos: tokens, leftOut: left }
}
