import { sql } from 'kysely'
import type { Step } from '#db/schema-course.ts'
import type { Trx } from '#db/schema.ts'
import type { MessageTemplate } from '#messages/words.ts'
import { officeRoles } from '#people/roles.ts'
import { findPromise } from './clocks/promised-days.ts'
import { stepWords } from './clocks/steps.ts'

type Reminder = Extract<MessageTemplate, `desk-${string}`>

/**
 * When each reminder ends: with the steps that it asks for; with the step of its clock, which stands in its facts, or when
 * that clock says more; when its author was told what had been promised; when the extension is decided; when no unit's
 * question waits for the desk; when nothing runs
 * any more; or only when it was read, because it says that there is nothing left to do.
 */
const endsWith: Record<
  Reminder,
  readonly Step[] | 'its-clock' | 'the-promise' | 'the-decision' | 'the-question' | 'the-course' | 'reading'
> = {
  'desk-handed-over': ['answer'],
  'desk-co-unit': ['contribute'],
  'desk-re-routed': 'reading',
  'desk-released': 'reading',
  'desk-appealed': ['appeal'],
  'desk-disputed': ['ruling'],
  'desk-ruled': ['answer'],
  'desk-received-again': ['accept'],
  'desk-returned': ['hand-over'],
  'desk-answered': ['verify'],
  'desk-sent-back': ['rework'],
  'desk-extension-asked': 'the-decision',
  'desk-extension-decided': 'the-course',
  'desk-added-to': 'the-course',
  'desk-merged-into': 'the-course',
  'desk-question-proposed': 'the-question',
  'desk-question-answered': 'the-course',
  'desk-question-ended': 'the-course',
  'desk-to-cover': 'the-course',
  'desk-alarm': 'the-course',
  'desk-unit-untold': 'the-course',
  'desk-reopened': ['answer'],
  'desk-withdrawn': 'reading',
  'desk-half-time': 'its-clock',
  'desk-eve': 'its-clock',
  'desk-overdue': 'its-clock',
  'desk-red': 'its-clock',
  'desk-risen': 'its-clock',
  'desk-risen-above': 'its-clock',
  'desk-promise-eve': 'the-promise',
  'desk-promise-missed': 'the-promise',
  'desk-supervised': ['answer', 'rework'],
}
const endOf = (template: string) => endsWith[template as Reminder]
const untilRead = (Object.keys(endsWith) as Reminder[]).filter(template => endOf(template) === 'reading')

/**
 * Takes the reminders about a suggestion from the desks of those who need them no longer, also because it lies with their
 * unit no longer. Called after each move and each act of a clock.
 */
export async function endReminders(trx: Trx, suggestionId: number, now: Date): Promise<void> {
  const unread = await trx
    .selectFrom('message')
    .select(['id', 'template', 'facts', 'to_person_id', 'created_at'])
    .where('about_kind', '=', 'suggestion')
    .where('about_id', '=', String(suggestionId))
    .where('channel', '=', 'desk')
    .where('read_at', 'is', null)
    .where('template', 'not in', untilRead)
    .orderBy('id')
    .execute()
  if (unread.length === 0) return
  const running = await trx
    .selectFrom('deadline')
    .select(['step', 'begins_at'])
    .where('suggestion_id', '=', suggestionId)
    .where('ended_at', 'is', null)
    .execute()
  const isAsking = await trx
    .selectFrom('extension')
    .select('id')
    .where('suggestion_id', '=', suggestionId)
    .where('decided_at', 'is', null)
    .executeTakeFirst()
  const isProposed = await trx
    .selectFrom('question')
    .select('id')
    .where('suggestion_id', '=', suggestionId)
    .where('asked_at', 'is', null)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  const promise = await findPromise(trx, suggestionId)
  const concerned = new Set(
    (
      await trx
        .selectFrom('person')
        .select('id')
        .where(eb =>
          eb.or([
            sql<boolean>`roles && ${sql.val([...officeRoles])}::text[]`,
            eb.exists(
              eb
                .selectFrom('liaison')
                .innerJoin('rise', 'rise.unit', 'liaison.unit')
                .select('rise.id')
                .whereRef('liaison.person_id', '=', 'person.id')
                .where('rise.suggestion_id', '=', suggestionId)
                .where('rise.lifted_at', 'is', null),
            ),
            eb.exists(
              eb
                .selectFrom('liaison')
                .innerJoin('assignment', join =>
                  join.on(on => on('liaison.unit', 'in', [on.ref('assignment.unit'), on.ref('assignment.deputy')])),
                )
                .select('assignment.id')
                .whereRef('liaison.person_id', '=', 'person.id')
                .where('assignment.suggestion_id', '=', suggestionId)
                .where('assignment.ended_at', 'is', null),
            ),
          ]),
        )
        .where(
          'id',
          'in',
          unread.map(({ to_person_id }) => to_person_id!),
        )
        .execute()
    ).map(({ id }) => id),
  )
  const runs = (steps: readonly Step[], since: Date) =>
    running.some(({ step, begins_at }) => steps.includes(step) && begins_at <= since)
  const ended = unread.filter(({ id, template, facts, to_person_id, created_at }) => {
    if (running.length === 0 || !concerned.has(to_person_id!)) return true
    const end = endOf(template)
    if (end === 'the-decision') return !isAsking
    if (end === 'the-question') return !isProposed
    if (end === 'the-promise') return !promise || promise.written_at > created_at
    if (end === 'the-course' || end === 'reading') return false
    if (end !== 'its-clock') return !runs(end, created_at)
    const isOvertaken = unread.some(
      later =>
        later.id > id &&
        later.to_person_id === to_person_id &&
        endOf(later.template) === 'its-clock' &&
        later.facts.step === facts.step,
    )
    return isOvertaken || !runs(stepsCalled(facts.step), created_at)
  })
  if (ended.length > 0)
    await trx
      .updateTable('message')
      .set({ read_at: now })
      .where(
        'id',
        'in',
        ended.map(({ id }) => id),
      )
      .execute()
}

/** The facts of a reminder have the word of its step. */
const stepsCalled = (word: string | number | undefined) =>
  (Object.keys(stepWords) as Step[]).filter(step => stepWords[step].step === word)
