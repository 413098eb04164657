import type { Satisfaction, Step } from '#db/schema-course.ts'
import type { Db, SuggestionState } from '#db/schema.ts'
import type { Day } from '#calendar/work-calendar.ts'

/** A picture that a unit took, as its answer shows it. */
export interface AnswerPicture {
  moment: 'before' | 'after'
  position: number
  width: number
  height: number
}

/** An answer that its author may see. `number` counts those from 1; it is part of the addresses of its pictures. */
export interface ShownAnswer {
  number: number
  id: number
  body: string
  unit: string | null
  pictures: AnswerPicture[]
}

/** What a step of the course is called on the citizen's page. */
export type StepName =
  | SuggestionState
  | 'contributed'
  | 'extension-asked'
  | 'extension-decided'
  | 'suspended'
  | 'resumed'
  | 'supervised'
  | 'overdue'
  | 'added-to'
  | 'rated'

/** One thing that happened to a suggestion, as its citizen may know it: units by id, never a person. */
export interface TimelineStep {
  at: Date
  step: StepName
  unit?: string | undefined
  coUnits?: string[] | undefined
  /** What the unit or the desk wrote for the author to read. */
  reason?: string | undefined
  workingDays?: number | undefined
  granted?: boolean | undefined
  until?: Day | undefined
  letter?: { year: number; number: number } | undefined
  /** What was overdue. */
  late?: Step | undefined
  rating?: { satisfaction: Satisfaction; solved: boolean } | undefined
  answer?: ShownAnswer | undefined
}

const stepOf: Record<string, StepName> = {
  'suggestion.received': 'received',
  'suggestion.accepted': 'accepted',
  'suggestion.declined': 'declined',
  'suggestion.merged': 'merged',
  'suggestion.handed-over': 'handed-over',
  'suggestion.signed-for': 'signed-for',
  'suggestion.returned': 'returned',
  'suggestion.contributed': 'contributed',
  'suggestion.answered': 'answered',
  'suggestion.sent-back': 'sent-back',
  'suggestion.verified': 'revisit',
  'suggestion.closed': 'closed',
  'suggestion.reopened': 'reopened',
  'suggestion.withdrawn': 'withdrawn',
  'suggestion.extension-asked': 'extension-asked',
  'suggestion.extension-decided': 'extension-decided',
  'suggestion.suspended': 'suspended',
  'suggestion.resumed': 'resumed',
  'suggestion.supervised': 'supervised',
  'suggestion.overdue': 'overdue',
  'suggestion.added-to': 'added-to',
  'suggestion.rated': 'rated',
}

/** What an event may say of a step; see the moves that record them. */
interface Detail {
  lead?: string
  co?: string[]
  unit?: string | null
  step?: Step
  workingDays?: number
  granted?: boolean
  until?: Day
  year?: number
  number?: number
  satisfaction?: Satisfaction
  solved?: boolean
  shown?: boolean
}

/**
 * What happened to a suggestion so far, oldest first: read from the audit trail, without who did it, and with
 * the reasons that units and desk gave for its author.
 */
export async function listTimeline(db: Db, id: number): Promise<TimelineStep[]> {
  const events = await db
    .selectFrom('event')
    .select(['at', 'action', 'detail'])
    .where('object_kind', '=', 'suggestion')
    .where('object_id', '=', String(id))
    .where('result', '=', 'done')
    .where('action', 'in', Object.keys(stepOf))
    .orderBy('id')
    .execute()
  const answers = await listShownAnswers(db, id)
  const extensions = await db.selectFrom('extension').select('reason').where('suggestion_id', '=', id).orderBy('id').execute()
  const suspensions = await db.selectFrom('suspension').select('reason').where('suggestion_id', '=', id).orderBy('id').execute()
  return ratingFirst(events).filter(concernsAuthor).map(({ at, action, detail }) => {
    const { step: late, lead, co, unit, workingDays, granted, until, year, number, satisfaction, solved, shown } = detail as Detail
    // The desk's own answer needs no check by the desk: it is shown with the very event.
    const step = shown === true ? 'revisit' : stepOf[action]!
    return {
      at,
      step,
      unit: lead ?? unit ?? undefined,
      coUnits: co,
      workingDays,
      granted,
      until,
      late,
      ...(step === 'extension-asked' && { reason: extensions.shift()?.reason }),
      ...(step === 'suspended' && { reason: suspensions.shift()?.reason }),
      ...(year !== undefined && number !== undefined && { letter: { year, number } }),
      ...(satisfaction && solved !== undefined && { rating: { satisfaction, solved } }),
      ...(step === 'revisit' && { answer: answers.shift() }),
    }
  })
}

/** That the desk rang up late, or a helping unit wrote late, is between them: the author was promised something else. */
function concernsAuthor({ action, detail }: { action: string; detail: Record<string, unknown> }): boolean {
  return action !== 'suggestion.overdue' || ['accept', 'hand-over', 'answer', 'rework'].includes((detail as Detail).step ?? '')
}

/** A rating is recorded after what it led to; told in order, it comes before. */
export function ratingFirst<Event extends { at: Date; action: string }>(events: Event[]): Event[] {
  const ordered = [...events]
  ordered.forEach((event, index) => {
    const before = ordered[index - 1]
    if (event.action === 'suggestion.rated' && before?.at.getTime() === event.at.getTime()) ordered.splice(index - 1, 2, event, before)
  })
  return ordered
}

/** The answers that the author of a suggestion may see, oldest first. */
export async function listShownAnswers(db: Db, id: number): Promise<ShownAnswer[]> {
  const answers = await db.selectFrom('answer').select(['id', 'body', 'unit']).where('suggestion_id', '=', id).where('shown_at', 'is not', null).orderBy('id').execute()
  if (answers.length === 0) return []
  const photos = await db
    .selectFrom('answer_photo')
    .select(['answer_id', 'moment', 'position', 'width', 'height'])
    .where('answer_id', 'in', answers.map(answer => answer.id))
    .orderBy('position')
    .execute()
  return answers.map((answer, index) => ({ ...answer, number: index + 1, pictures: photos.filter(photo => photo.answer_id === answer.id).map(({ answer_id: _, ...picture }) => picture) }))
}
