import type { APIRoute } from 'astro'
import { listScores } from '#assessment/assessment.ts'
import { assessmentWords as words } from '#assessment/words.ts'
import { workbookType, writeWorkbook } from '#forms/workbook.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { disposition } from '#web/disposition.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { findSeen } from '../_seen.ts'

/** The whole assessment as a workbook: a line for each unit and criterion, with what it was counted from. */
export const GET: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.assessment.roles })
  if (visit instanceof Response) return visit
  const seen = await findSeen(visit, context.params.year)
  if (!seen?.all) return notFound()
  const { assessment, units } = seen
  const nameOf = new Map(units.map(({ unit, name }) => [unit, name]))
  const totals = new Map(units.map(({ unit, total }) => [unit, total]))
  const criteria = new Map(assessment.criteria.map(criterion => [criterion.code, criterion]))
  const number = (text: string | null | undefined) => (text == null ? null : Number(text))
  const lines = (await listScores(visit.db, assessment.id)).map(score => [
    nameOf.get(score.unit) ?? score.unit,
    criteria.get(score.criterion)?.name ?? score.criterion,
    score.weight,
    score.part,
    score.whole,
    score.first_points,
    score.second_points,
    number(score.revised),
    number(score.share),
    number(totals.get(score.unit)),
  ])
  const bytes = await writeWorkbook([[...words.columns], ...lines])
  return new Response(bytes, {
    headers: {
      'Content-Type': workbookType,
      'Content-Disposition': disposition('attachment', `${assessment.year}${words.title}.xlsx`),
      'Cache-Control': 'private, no-store',
    },
  })
}
