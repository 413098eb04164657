import type { z } from 'zod'
import type { SignedInPerson } from '#people/session.ts'
import { acceptSuggestion, declineSuggestion, mergeSuggestion } from '#suggestions/moves/acceptance.ts'
import { answerSuggestion, sendBackAnswer, verifyAnswer } from '#suggestions/moves/answers.ts'
import { contributeToSuggestion, handOverSuggestion, returnSuggestion, signForSuggestion } from '#suggestions/moves/assignments.ts'
import type { Moved, MoveRefusal } from '#suggestions/course.ts'
import { askExtension, decideExtension, resumeSuggestion, suspendSuggestion } from '#suggestions/moves/extensions.ts'
import { coUnitLines, moveForms, readHandOver } from '#suggestions/moves/forms.ts'
import { writeNote } from '#suggestions/moves/notes.ts'
import { removePhotos } from '#suggestions/photo-files.ts'
import { storePhotos } from '#suggestions/photos.ts'
import { closeAfterRevisit, reopenSuggestion } from '#suggestions/moves/revisits.ts'
import { superviseSuggestion } from '#suggestions/moves/supervision.ts'
import { moveErrors } from '#suggestions/moves/words.ts'
import { suggestionErrors } from '#suggestions/words.ts'
import type { UploadedFile } from '#forms/read.ts'

export type DeskMove = keyof typeof moveForms
type Data<Name extends DeskMove> = z.output<(typeof moveForms)[Name]>

interface Posted<Name extends DeskMove> {
  portal: App.Locals['portal']
  code: string
  data: Data<Name>
  by: SignedInPerson
  now: Date
  files: Record<string, UploadedFile[]>
  /** Ids of the units in the register. */
  units: ReadonlySet<string>
}

/** Done, refused by the course, or something at a field that a person can mend. */
type Outcome = Moved | MoveRefusal | { refused: string } | { field: string; message: string }
type Makers = { [Name in DeskMove]: (posted: Posted<Name>) => Promise<Outcome> }

const makers: Makers = {
  acceptance: ({ portal, code, by, now }) => acceptSuggestion(portal.db, code, by, now),
  declination: ({ portal, code, data, by, now }) => declineSuggestion(portal.db, code, data, by, now),
  merger: ({ portal, code, data, by, now }) => mergeSuggestion(portal.db, code, data, by, now),
  'hand-over': async ({ portal, code, data, by, now, units }) => findUnknownUnit(data, units) ?? handOverSuggestion(portal.db, code, readHandOver(data), by, now),
  signature: ({ portal, code, by, now }) => signForSuggestion(portal.db, code, by, now),
  return: ({ portal, code, data, by, now }) => returnSuggestion(portal.db, code, data, by, now),
  contribution: ({ portal, code, data, by, now }) => contributeToSuggestion(portal.db, code, data, by, now),
  answer: answerWithPhotos,
  rework: ({ portal, code, data, by, now }) => sendBackAnswer(portal.db, code, data, by, now),
  verification: ({ portal, code, by, now }) => verifyAnswer(portal.db, code, by, now),
  revisit: ({ portal, code, data, by, now }) => closeAfterRevisit(portal.db, code, data, by, now),
  reopening: ({ portal, code, data, by, now }) => reopenSuggestion(portal.db, code, data, by, now),
  'extension-request': ({ portal, code, data, by, now }) => askExtension(portal.db, code, { workingDays: data.working_days, reason: data.reason }, by, now),
  extension: ({ portal, code, data, by, now }) => decideExtension(portal.db, code, { granted: data.decision === 'granted', words: data.words }, by, now),
  suspension: ({ portal, code, data, by, now }) => suspendSuggestion(portal.db, code, data, by, now),
  resumption: ({ portal, code, by, now }) => resumeSuggestion(portal.db, code, by, now),
  supervision: ({ portal, code, data, by, now }) => superviseSuggestion(portal.db, code, data, by, now),
  note: ({ portal, code, data, by, now }) => writeNote(portal.db, code, { body: data.note }, by, now),
}

/** Makes the move that a form asks for. `data` is what `moveForms[move]` returned. */
export function makeDeskMove(move: DeskMove, posted: Omit<Posted<DeskMove>, 'data'> & { data: unknown }): Promise<Outcome> {
  // The table pairs each form with its maker; TypeScript cannot follow one name through both.
  return (makers[move] as (posted: unknown) => Promise<Outcome>)(posted)
}

export function isDeskMove(word: string | undefined): word is DeskMove {
  return word !== undefined && Object.hasOwn(moveForms, word)
}

/** Six photos of 10 MB before and after, as a citizen may send. */
export const answerFiles = { before: { max: 6, maxBytes: 10 * 1024 * 1024 }, after: { max: 6, maxBytes: 10 * 1024 * 1024 } }

/** The unit of a hand-over that the register does not know, at its field. */
export function findUnknownUnit(data: Data<'hand-over'>, units: ReadonlySet<string>): { field: string; message: string } | undefined {
  const field = (['lead', ...coUnitLines.map(line => `co_unit_${line}` as const)] as const).find(name => data[name] && !units.has(data[name]))
  return field && { field, message: moveErrors.unknownUnit }
}

/** Photos are stored before the move, because it must not wait for them with its row locked; a refused move takes them away again. */
async function answerWithPhotos({ portal, code, data, by, now, files }: Posted<'answer'>): Promise<Outcome> {
  const folders: string[] = []
  const kept: Partial<Record<'before' | 'after', { position: number; folder: string; width: number; height: number }[]>> = {}
  let made = false
  try {
    for (const moment of ['before', 'after'] as const) {
      const stored = await storePhotos(portal.config.dataDir, files[moment] ?? [], now)
      if ('refused' in stored) return { field: moment, message: suggestionErrors.photos[stored.refused](stored.name) }
      folders.push(stored.folder)
      kept[moment] = stored.photos.map(photo => ({ ...photo, folder: stored.folder }))
    }
    const outcome = await answerSuggestion(portal.db, code, { body: data.body, noPhotosBecause: data.no_photos_because, ...kept }, by, now)
    made = !('refused' in outcome)
    return outcome
  } finally {
    if (!made) for (const folder of folders) await removePhotos(portal.config.dataDir, folder)
  }
}
