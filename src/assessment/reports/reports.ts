import type { Selectable } from 'kysely'
import type { ReportTable, ReportVersionTable } from '#db/schema-assessment.ts'
import type { Db, Trx } from '#db/schema.ts'
import { listUnitPerformance } from '#suggestions/unit-figures.ts'
import type { PhotoStore } from '#suggestions/photo-files.ts'
import { type Period, spanOf } from './periods.ts'
import type { ReportNumber } from './words.ts'

export type Report = Selectable<ReportTable>
export type ReportVersion = Selectable<ReportVersionTable>

/** The report of a unit on a period; held until the transaction ends, in one. */
export function findReport(db: Db | Trx, unit: string, period: Period): Promise<Report | undefined> {
  return db
    .selectFrom('report')
    .selectAll()
    .where('unit', '=', unit)
    .where('period', '=', period)
    .$if(db.isTransaction, query => query.forUpdate())
    .executeTakeFirst()
}

/** Every report on these periods. */
export async function listReports(db: Db | Trx, periods: readonly Period[]): Promise<Report[]> {
  return periods.length === 0 ? [] : db.selectFrom('report').selectAll().where('period', 'in', periods).execute()
}

/** All versions of a report, the newest first, with who filed each. */
export function listVersions(db: Db, reportId: number): Promise<(ReportVersion & { name: string })[]> {
  return db
    .selectFrom('report_version')
    .innerJoin('person', 'person.id', 'filed_by')
    .selectAll('report_version')
    .select('person.name')
    .where('report_id', '=', reportId)
    .orderBy('version', 'desc')
    .execute()
}

/** The documents of a report, of every version. */
export function listReportDocuments(db: Db, reportId: number) {
  return ofReport(db, reportId).select(['d.id', 'd.name', 'd.bytes', 'd.report_version_id']).orderBy('d.id').execute()
}

/** One of them with its bytes; undefined when it is not of this report. */
export async function readReportDocument(db: Db, store: PhotoStore, reportId: number, id: number) {
  const document = await ofReport(db, reportId)
    .select(['d.file', 'd.name', 'd.kind'])
    .where('d.id', '=', id)
    .executeTakeFirst()
  return document && { name: document.name, bytes: await store.readDocument(document.file, document.kind) }
}

const ofReport = (db: Db, reportId: number) =>
  db
    .selectFrom('reply_document as d')
    .innerJoin('report_version', 'report_version.id', 'd.report_version_id')
    .where('report_version.report_id', '=', reportId)

/** What the system can say of a unit in a period; `rectified`: how many exposures of the unit were put right in it. */
export async function countForReport(
  db: Db | Trx,
  unit: string,
  period: Period,
  rectified: number,
): Promise<Record<Exclude<ReportNumber, 'inspections'>, number>> {
  const row = (await listUnitPerformance(db, spanOf(period))).find(each => each.unit === unit)
  return {
    led: row?.all ?? 0,
    in_time: row?.inTime ?? 0,
    late: row?.late ?? 0,
    reopened: row?.reopened ?? 0,
    rectified,
  }
}
