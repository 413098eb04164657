import { sql } from 'kysely'
import type { Step } from '#db/schema-course.ts'
import type { Trx } from '#db/schema.ts'
import { officeRoles } from '#people/roles.ts'
import { stepWords } from './clocks/steps.ts'

/** The step that a reminder asks for; those of a clock say it in their facts. */
const asked: Readonly<Record<string, readonly Step[]>> = {
  'desk-handed-over': ['answer'],
  'desk-co-unit': ['contribute'],
  'desk-returned': ['hand-over'],
  'desk-answered': ['verify'],
  'desk-sent-back': ['rework'],
  'desk-reopened': ['answer'],
  'desk-supervised': ['answer', 'rework'],
}
const ofClocks = ['desk-half-time', 'desk-eve', 'desk-overdue', 'desk-red']

/**
 * Takes the reminders about a suggestion from the desks of those who need them no longer: the step that one asks for
 * is done or began anew, the extension is decided, a later reminder of the same clock says more, the suggestion lies
 * with their unit no longer, or nothing runs any more. That it was withdrawn stands until it was read.
 */
export async function endReminders(trx: Trx, suggestionId: number, now: Date): Promise<void> {
  const unread = await trx
    .selectFrom('message')
    .select(['id', 'template', 'facts', 'to_person_id', 'created_at'])
    .where('about_kind', '=', 'suggestion')
    .where('about_id', '=', String(suggestionId))
    .where('channel', '=', 'desk')
    .where('read_at', 'is', null)
    .where('template', '<>', 'desk-withdrawn')
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
                .innerJoin('assignment', 'assignment.unit', 'liaison.unit')
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
    if (template === 'desk-extension-asked') return !isAsking
    const isOfClock = ofClocks.includes(template)
    const steps = isOfClock ? stepsCalled(facts.step) : asked[template]
    if (!steps) return false
    const isOvertaken =
      isOfClock &&
      unread.some(
        later =>
          later.id > id &&
          later.to_person_id === to_person_id &&
          ofClocks.includes(later.template) &&
          later.facts.step === facts.step,
      )
    return isOvertaken || !runs(steps, created_at)
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
