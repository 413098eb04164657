import type { APIRoute } from 'astro'
import { dayOf } from '#calendar/lishui.ts'
import { workbookType, writeWorkbook } from '#forms/workbook.ts'
import { evidenceKinds } from '#publishing/types/indicator.ts'
import { disposition } from '#web/disposition.ts'
import { notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { creation } from '../_words.ts'
import { gatherEvidence } from './_evidence.ts'

const words = creation.indicator
/** As many lines of a kind as a workbook is made of (decision 077). */
const most = 10_000

/** The evidence of an indicator in a year, line by line with its address, and what is missing. */
export const GET: APIRoute = async context => {
  const visit = open(context)
  if (visit instanceof Response) return visit
  const { db, edition, now } = visit
  const indicator = edition.find('indicators', context.params.id ?? '')
  if (!indicator) return notFound()
  const today = dayOf(now)
  const asked = context.url.searchParams.get('year') ?? ''
  const year = /^20\d\d$/.test(asked) ? Number(asked) : Number(today.slice(0, 4))
  const { lines, missing } = await gatherEvidence(db, edition, indicator, { year, today, limit: most })
  const { title } = indicator.data
  const workbook = await writeWorkbook([
    [...words.sheet],
    ...lines.map(({ kind, title, unit, day, href }) => [
      evidenceKinds[kind],
      title,
      unit,
      day,
      `${context.locals.origin}${href}`,
    ]),
    ...missing.map(text => [words.missing, text]),
  ])
  return new Response(workbook, {
    headers: {
      'Content-Type': workbookType,
      'Content-Disposition': disposition('attachment', `${title}-${words.evidence(year)}.xlsx`),
    },
  })
}
