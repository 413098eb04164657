import type { APIRoute } from 'astro'
import { isOfficerOf } from '#assessment/reports/move.ts'
import { periodIn } from '#assessment/reports/periods.ts'
import { findReport, readReportDocument } from '#assessment/reports/reports.ts'
import { holdsAny, officeRoles } from '#people/roles.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { idIn, notFound, privateFile } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** A document of a report, for the office and the officers of its unit. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.reports.roles })
  if (visit instanceof Response) return visit
  const { db, portal, person } = visit
  const { unit = '' } = context.params
  const period = periodIn(context.params.period)
  const id = idIn(context.params.document)
  if (!period || !id) return notFound()
  if (!holdsAny(person, officeRoles) && !(await isOfficerOf(db, person.id, unit))) return notFound()
  const report = await findReport(db, unit, period)
  return report ? privateFile(await readReportDocument(db, portal.photoStore, report.id, id)) : notFound()
}
