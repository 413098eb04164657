import type { Db, SuggestionState } from '#db/schema.ts'
import type { Calculation } from '#calendar/working-days.ts'
import { listShownAnswers, type ShownAnswer } from './answers.ts'
import { findPromises } from './clocks/promises.ts'
import { listMoves, type SuggestionMove } from './course.ts'
import { authorMoves } from './moves/index.ts'
import type { PhotoSize, PhotoStore } from './photo-files.ts'
import { findAsked } from './questions.ts'
import { listReadings } from './readings.ts'
import type { NameOf } from './story.ts'
import { listStandings, listTimeline, type TimelineStep } from './timeline.ts'

/** Which unit has a suggestion in hand, since when, and which help. Ids of the register `departments`. */
export interface Holder {
  lead: string
  since: Date
  signedAt: Date | null
  coUnits: string[]
}

/** Everything that the one who holds the code may know of the course. */
export interface TrackedCourse {
  steps: TimelineStep[]
  holder: Holder | undefined
  /** By when the next step comes; undefined when none is to come. */
  promise: Calculation | undefined
  /** By when the answer comes, where that is not the next step but its time runs already. */
  answerPromise: Calculation | undefined
  /** What stands for now because of earlier moves, in words. */
  standing: string[]
  /** The last answer that its author may see, also of what it was merged into. */
  lastAnswer: ShownAnswer | undefined
  /** How far the one is that it was merged into. Its code stays with its own author. */
  mergedInto: { state: SuggestionState; answer: ShownAnswer | undefined } | undefined
  /** What its author is asked. */
  question: Awaited<ReturnType<typeof findAsked>>
  readings: Awaited<ReturnType<typeof listReadings>>
  moves: readonly SuggestionMove[]
}

/** The course of a suggestion for the page of its author. Nothing in it says who sent it or who did what. */
export async function findTrackedCourse(
  db: Db,
  suggestion: { id: number; state: SuggestionState; lead_unit: string | null; merged_into: number | null },
  { now, nameOf, letterPrefix }: { now: Date; nameOf: NameOf; letterPrefix: string },
): Promise<TrackedCourse> {
  const { id } = suggestion
  const steps = await listTimeline(db, id, { nameOf, letterPrefix })
  const { promise, answer: answerPromise } = await findPromises(db, suggestion)
  const assignments = await db
    .selectFrom('assignment')
    .select(['unit', 'part', 'handed_over_at', 'signed_at'])
    .where('suggestion_id', '=', id)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute()
  const mergedInto = suggestion.merged_into === null ? undefined : await findTarget(db, suggestion.merged_into)
  const lead = assignments.find(({ part }) => part === 'lead')
  return {
    steps,
    holder: lead && {
      lead: lead.unit,
      since: lead.handed_over_at,
      signedAt: lead.signed_at,
      coUnits: assignments.filter(({ part }) => part === 'co').map(({ unit }) => unit),
    },
    promise,
    answerPromise,
    standing: (await listStandings(db, suggestion, { now, nameOf })).flatMap(({ author }) => author ?? []),
    lastAnswer: mergedInto?.answer ?? steps.findLast(step => step.answer)?.answer,
    mergedInto,
    question: await findAsked(db, id),
    readings: await listReadings(db, id),
    moves: await listMoves<SuggestionMove>(db, authorMoves, suggestion, 'author', now),
  }
}

async function findTarget(db: Db, id: number) {
  const { state } = await db.selectFrom('suggestion').select('state').where('id', '=', id).executeTakeFirstOrThrow()
  return { state, answer: (await listShownAnswers(db, id)).at(-1) }
}

/** One size of a picture of the answer with that number, as WebP; undefined unless the author may see that answer. */
export async function readAnswerPicture(
  db: Db,
  photos: PhotoStore,
  {
    suggestionId,
    number,
    moment,
    position,
    size,
  }: { suggestionId: number; number: number; moment: 'before' | 'after'; position: number; size: PhotoSize },
): Promise<Buffer<ArrayBuffer> | undefined> {
  const photo = await db
    .selectFrom('answer_photo')
    .select('file')
    .where('answer_id', '=', eb =>
      eb
        .selectFrom('answer')
        .select('id')
        .where('suggestion_id', '=', suggestionId)
        .where('shown_at', 'is not', null)
        .orderBy('id')
        .offset(number - 1)
        .limit(1),
    )
    .where('moment', '=', moment)
    .where('position', '=', position)
    .executeTakeFirst()
  return photo && photos.read(photo.file, size)
}
