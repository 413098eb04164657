import type { Db } from '#db/schema.ts'
import { listShownAnswers, type ShownAnswer } from './answers.ts'
import { formatLetterNumber } from './clocks/steps.ts'
import { listDocuments, type ShownDocument } from './documents.ts'
import type { Subject, SuggestionMove } from './course.ts'
import { moves } from './moves/index.ts'
import { stories } from './stories.ts'
import { type Detail, type NameOf, sayAbout, type Standing } from './story.ts'

/** One thing that happened to a suggestion, as its author may know it: units by name, never a person. */
export interface TimelineStep {
  at: Date
  action: string
  text: string
  isLate?: boolean
  /** Why, as the unit or the desk wrote it for the author to read. */
  reason?: string | undefined
  words?: string | undefined
  answer?: ShownAnswer | undefined
  /** Given beside an interim reply. */
  documents?: ShownDocument[]
}

/** What happened to a suggestion so far as its author reads it, oldest first: the audit trail without who did it. */
export async function listTimeline(
  db: Db,
  id: number,
  { nameOf, letterPrefix }: { nameOf: NameOf; letterPrefix: string },
): Promise<TimelineStep[]> {
  const answers = await listShownAnswers(db, id)
  const documents = await listDocuments(db, id)
  const steps: TimelineStep[] = []
  for (const { at, action, detail } of await listEvents(db, id, letterPrefix)) {
    const story = stories[action]?.author
    const text = story?.say(detail, nameOf)
    if (!story || text === undefined) continue
    steps.push({
      at,
      action,
      text,
      ...(story.isLate && { isLate: true }),
      ...(story.reason && { reason: (await story.reason(db, detail)) ?? undefined }),
      ...(story.words && { words: (await story.words(db, detail)) ?? undefined }),
      ...(story.hasDocuments && { documents: documents.filter(each => each.interim_reply_id === detail.row) }),
      ...(story.isAnswer?.(detail) && { answer: answers.find(({ id }) => id === detail.row) }),
    })
  }
  return steps
}

/** One thing that happened to a suggestion, as the desk reads it. */
export interface HistoryLine {
  at: Date
  action: string
  text: string
  /** Who did it; undefined for the author and the portal. */
  by: string | undefined
  words: string | undefined
  /** The id of the answer that was written. */
  answer: number | undefined
  /** Given beside an interim reply. */
  documents: ShownDocument[]
}

/** What happened to a suggestion so far as the desk reads it, oldest first; units read nothing of what is the office's. */
export async function listHistory(
  db: Db,
  id: number,
  { forOffice, nameOf, letterPrefix }: { forOffice: boolean; nameOf: NameOf; letterPrefix: string },
): Promise<HistoryLine[]> {
  const lines: HistoryLine[] = []
  const documents = await listDocuments(db, id)
  for (const { at, action, detail, name } of await listEvents(db, id, letterPrefix)) {
    const story = stories[action]?.desk ?? { title: action }
    if (story.forOffice && !forOffice) continue
    const text = [story.title, story.about?.(detail, nameOf) ?? sayAbout(detail, nameOf)].filter(Boolean).join('：')
    lines.push({
      at,
      action,
      text,
      by: name ?? undefined,
      words: (await story.words?.(db, detail, forOffice)) || undefined,
      answer: story.isAnswer && detail.row,
      documents: story.hasDocuments ? documents.filter(each => each.interim_reply_id === detail.row) : [],
    })
  }
  return lines
}

/** What stands because of earlier moves and is to be seen before the next; without `forOffice` as units read it. */
export async function listStandings(
  db: Db,
  suggestion: Subject,
  seen: { now: Date; nameOf: NameOf; forOffice?: boolean },
): Promise<Standing[]> {
  const standings: Standing[] = []
  for (const move of moves as readonly SuggestionMove[]) {
    const standing = await move.standing?.(db, suggestion, seen)
    if (standing) standings.push(standing)
  }
  return standings
}

async function listEvents(
  db: Db,
  id: number,
  letterPrefix: string,
): Promise<{ at: Date; action: string; detail: Detail; name: string | null }[]> {
  const events: { at: Date; action: string; detail: Detail; name: string | null }[] = await db
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.actor_id')
    .select(['event.at', 'event.action', 'event.detail', 'person.name'])
    .where('event.object_kind', '=', 'suggestion')
    .where('event.object_id', '=', String(id))
    .where('event.result', '=', 'done')
    .orderBy('event.id')
    .execute()
  return events.map(({ detail, ...event }) => ({ ...event, detail: withLetter(detail, letterPrefix) }))
}

function withLetter(detail: Detail, prefix: string): Detail {
  const { year, number } = detail
  return year === undefined || number === undefined
    ? detail
    : { ...detail, letter: formatLetterNumber(prefix, { year, number }) }
}
