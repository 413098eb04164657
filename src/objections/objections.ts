import type { Selectable } from 'kysely'
import type * as z from 'zod'
import { type Day, dayOf, daysBetween, formatDay } from '#calendar/lishui.ts'
import { calculateDeadline } from '#calendar/working-days.ts'
import type { NoticeObjectionTable } from '#db/schema-contests.ts'
import type { Db, Trx } from '#db/schema.ts'
import { at, forbidden, type Refusal, tooLate } from '#forms/refusals.ts'
import { type Actor, recordEvent } from '#people/events.ts'
import type { PersonalData } from '#people/personal-data.ts'
import type { Action } from '#people/trail-words.ts'
import { loadOffice } from '#suggestions/clocks/office.ts'
import type { answerForm, objectionForm } from './form.ts'
import { whyNotPublic } from './public-text.ts'
import { objectionWords as words } from './words.ts'

export type Objection = Selectable<NoticeObjectionTable>

/** What is on public notice: an application for an honour, or a contest. */
export type Noticed = { application_id: number } | { contest_id: string }

/** The days and the hand of a notice. */
interface Notice {
  state: string
  noticed_by: number | null
  notice_until: string | null
}

/** Of a name and a number what they are sealed for: the table was called so when the first were. */
export const objectorSealedAs = {
  name: 'honour_objection.name_sealed',
  contact: 'honour_objection.contact_sealed',
} as const

const longest = 60

/** Whether people may object. */
export const isOnNotice = ({ state, notice_until }: Notice, today: Day): boolean =>
  state === 'noticed' && notice_until !== null && today <= notice_until

export function listObjections(db: Db | Trx, noticed: Noticed): Promise<Objection[]> {
  const [[column, id]] = Object.entries(noticed) as [[keyof NoticeObjectionTable, string | number]]
  return db.selectFrom('notice_objection').selectAll().where(column, '=', id).orderBy('id').execute()
}

/** Why a notice may not last until that day; `least` working days at least, and the day that it begins does not count. */
export async function whyNotUntil(trx: Trx, until: Day, least: number, now: Date): Promise<Refusal | undefined> {
  const { calendar, closesAt } = await loadOffice(trx)
  const allowance = { workingDays: least }
  const { dueOn: first } = calculateDeadline(calendar, { begins: now, allowance, closesAt })
  if (until < first) return at('until', words.tooShort(least, formatDay(first)))
  return daysBetween(dayOf(now), until) > longest ? at('until', words.tooLong) : undefined
}

/** Somebody objects; the notice is held in this transaction. Twice the same form is once. */
export async function fileObjection(
  trx: Trx,
  noticed: Noticed,
  notice: Notice & { objections: readonly Objection[] },
  { name, contact, ...written }: z.output<typeof objectionForm>,
  event: { action: Action; object: { kind: string; id: string | number } },
  { personalData, now }: { personalData: PersonalData; now: Date },
): Promise<object | { refused: Refusal }> {
  if (notice.objections.some(({ request_key }) => request_key === written.request_key)) return {}
  if (!isOnNotice(notice, dayOf(now))) return { refused: tooLate(words.public.over) }
  await trx
    .insertInto('notice_objection')
    .values({
      ...written,
      ...noticed,
      name_sealed: personalData.seal(name, objectorSealedAs.name),
      contact_sealed: personalData.seal(contact, objectorSealedAs.contact),
      filed_at: now,
    })
    .execute()
  await recordEvent(trx, { actor: { kind: 'citizen' } satisfies Actor, ...event, at: now })
  return {}
}

/** Answers one of them, for everybody to read: it does not tell who objected. */
export async function answerObjection(
  trx: Trx,
  objections: readonly Objection[],
  data: z.output<typeof answerForm>,
  { person, now, personalData }: { person: { id: number }; now: Date; personalData: PersonalData },
): Promise<{ objection: number } | { refused: Refusal }> {
  const objection = objections.find(({ id }) => String(id) === data.objection)
  if (!objection || objection.answered_at) return { refused: at('objection', words.answer.gone) }
  const { name_sealed: name, contact_sealed: contact } = objection
  const gave = [
    ...(name ? [personalData.open(name, objectorSealedAs.name)] : []),
    ...(contact ? [personalData.open(contact, objectorSealedAs.contact)] : []),
  ]
  const why = whyNotPublic(data.words, { looked: data.looked, gave })
  if (why) return { refused: at('words', why) }
  await trx
    .updateTable('notice_objection')
    .set({ answer: data.words, answered_by: person.id, answered_at: now })
    .where('id', '=', objection.id)
    .execute()
  return { objection: objection.id }
}

/** Why nothing may be answered. */
export const whyNoAnswer = ({ state }: Notice, objections: readonly Objection[]): Refusal | undefined =>
  state === 'noticed' && objections.some(({ answered_at }) => !answered_at) ? undefined : tooLate(words.nothingToAnswer)

/** Why what is on notice may not be awarded: before its end, with an open objection, by who put it there. SQL asks the same. */
export function whyNoAward(
  { notice_until, noticed_by }: Notice,
  objections: readonly Objection[],
  { person, now }: { person: { id: number }; now: Date },
): Refusal | undefined {
  if (dayOf(now) <= notice_until!) return tooLate(words.award.tooEarly(formatDay(notice_until!)))
  if (objections.some(({ answered_at }) => !answered_at)) return tooLate(words.award.unanswered)
  return noticed_by === person.id ? forbidden(words.award.sameHand) : undefined
}

/** The open ones to choose from, by the beginning of what they say. */
export const openObjections = (objections: readonly Objection[]): Map<string, string> =>
  new Map(
    objections
      .filter(({ answered_at }) => !answered_at)
      .map(({ id, words }) => [String(id), [...words].slice(0, 30).join('')]),
  )
