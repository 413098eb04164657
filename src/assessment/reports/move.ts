import type * as z from 'zod'
import type { Db, Trx } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { dayInLishui } from '#calendar/work-calendar.ts'
import type { ShownMove } from '#forms/move.ts'
import { at, forbidden, type Refusal, tooLate } from '#forms/refusals.ts'
import type { FormSchema } from '#forms/values.ts'
import { endReminders } from '#messages/outbox.ts'
import { recordEvent } from '#people/events.ts'
import { documentErrors } from '#suggestions/document-words.ts'
import { giveDocuments, lockDocuments } from '#suggestions/documents.ts'
import type { AnsweringUnit } from '../units.ts'
import type { filingForm } from './form.ts'
import { dueAt, type Period, periodsAsked, periodsBefore, type ReportRules } from './periods.ts'
import { countForReport, findReport, type Report } from './reports.ts'
import { reportNumbers, reportWords as words } from './words.ts'

/** What somebody at the desk asks of the report of a unit. */
export interface Filing {
  /** Undefined where the register does not ask this unit for this period. */
  unit: AnsweringUnit | undefined
  period: Period
  rules: ReportRules
  /** How many exposures of the unit were put right in the period: content knows. */
  rectified: number
}

export interface By {
  person: { id: number }
  now: Date
}

/** What a report of either form says; the reason is a correction's. */
type Said = z.output<typeof filingForm> & { reason?: string }

/** A button of an officer that hands in a report, or a new version of it. */
export interface ReportMove<Schema extends FormSchema = FormSchema> extends ShownMove {
  form: Schema
  action: 'report.filed' | 'report.corrected'
  /** Why it may not be made now. */
  refuse(report: Report | undefined): Refusal | undefined
}

/** Whether somebody answers for a unit. */
export async function isOfficerOf(db: Db | Trx, personId: number, unit: string): Promise<boolean> {
  const row = await db
    .selectFrom('liaison')
    .innerJoin('person', 'person.id', 'liaison.person_id')
    .select('unit')
    .where('person_id', '=', personId)
    .where('unit', '=', unit)
    .where(eb => eb(eb.val('officer'), '=', eb.fn.any('person.roles')))
    .executeTakeFirst()
  return row !== undefined
}

/** Why nobody reports on this period for this unit now. */
export function refuseFiling({ unit, period, rules }: Filing, now: Date): Refusal | undefined {
  if (!unit || unit.until !== undefined) return tooLate(words.gone)
  if (dueAt(period, { days: 0 }) > now) return tooLate(words.notEnded)
  return periodsBefore(dayInLishui(now), rules.rhythm, periodsAsked).includes(period)
    ? undefined
    : tooLate(words.notAsked)
}

/**
 * Hands in a report or a correction of it: the row, its version, the papers and the event in one transaction. The same
 * form sent twice is one version. What comes after the limit is taken and marked.
 */
export function fileReport<Schema extends FormSchema>(
  db: Db,
  move: ReportMove<Schema>,
  filing: Filing,
  data: Said,
  { person, now }: By,
): Promise<object | { refused: Refusal }> {
  return inTransaction(db, async (trx): Promise<object | { refused: Refusal }> => {
    const { unit, period, rules, rectified } = filing
    const reason = refuseFiling(filing, now)
    if (reason) return { refused: reason }
    if (!(await isOfficerOf(trx, person.id, unit!.id))) return { refused: forbidden(words.notYours) }
    const before = await findReport(trx, unit!.id, period)
    if (await isFiled(trx, data.request_key)) return {}
    const refused = move.refuse(before)
    if (refused) return { refused }
    if (!(await lockDocuments(trx, data.documents, now))) return { refused: at('documents', documentErrors.gone) }
    const report = await writeReport(trx, { unit: unit!.id, period, due_at: dueAt(period, rules) }, before, now)
    // At the same moment somebody else was first, or this very form.
    if (!report) return (await isFiled(trx, data.request_key)) ? {} : { refused: tooLate(words.alreadyFiled) }
    const counted = await countForReport(trx, unit!.id, period, rectified)
    const numbers = Object.keys(reportNumbers) as (keyof typeof reportNumbers)[]
    const { id } = await trx
      .insertInto('report_version')
      .values({
        report_id: report.id,
        version: report.version,
        request_key: data.request_key,
        done: data.done,
        problems: data.problems,
        next: data.next,
        ...(Object.fromEntries(numbers.map(name => [name, data[name]])) as Record<keyof typeof reportNumbers, number>),
        counted: JSON.stringify(counted),
        reason: data.reason ?? null,
        filed_by: person.id,
        filed_at: now,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await giveDocuments(trx, data.documents, { report_version_id: id })
    await endReminders(trx, { kind: 'report', id: `${unit!.id}/${period}` }, now)
    await recordEvent(trx, {
      actor: { kind: 'person', id: person.id },
      action: move.action,
      object: { kind: 'report', id: report.id },
      detail: { unit: unit!.id, period, version: report.version, late: report.is_late },
      at: now,
    })
    return {}
  })
}

/** Whether this very form has been filed. */
async function isFiled(trx: Trx, key: string): Promise<boolean> {
  return (
    (await trx.selectFrom('report_version').select('id').where('request_key', '=', key).executeTakeFirst()) !==
    undefined
  )
}

/** The row of a report, made or one version further; undefined when somebody else has just made it. */
function writeReport(
  trx: Trx,
  row: { unit: string; period: Period; due_at: Date },
  before: Report | undefined,
  now: Date,
): Promise<Pick<Report, 'id' | 'version' | 'is_late'> | undefined> {
  if (before)
    return trx
      .updateTable('report')
      .set({ version: before.version + 1 })
      .where('id', '=', before.id)
      .returning(['id', 'version', 'is_late'])
      .executeTakeFirst()
  return trx
    .insertInto('report')
    .values({ ...row, filed_at: now, version: 1 })
    .onConflict(conflict => conflict.columns(['unit', 'period']).doNothing())
    .returning(['id', 'version', 'is_late'])
    .executeTakeFirst()
}
