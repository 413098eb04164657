import type { APIRoute } from 'astro'
import { packOfIndicator } from '#assessment/pack/of-indicator.ts'
import { drawPack } from '#assessment/pack/making.ts'
import { dayOf, formatDay } from '#calendar/lishui.ts'
import { officeRoles } from '#people/roles.ts'
import { evidenceKinds } from '#publishing/types/indicator.ts'
import { notFound, privateFile } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { gatherEvidence } from '../../../creation/responsibility/_evidence.ts'
import { indicatorYear } from './_year.ts'

/** Of a kind as many lines as are drawn while somebody waits: some forty pages. All of them stand in the XLSX. */
const most = 1000

/** The evidence of an indicator in a year as PDF, drawn when it is asked for. For the office: it keeps a core busy for a moment. */
export const GET: APIRoute = async context => {
  const visit = open(context, { roles: officeRoles })
  if (visit instanceof Response) return visit
  const { db, edition, now } = visit
  const indicator = edition.find('indicators', context.params.id ?? '')
  if (!indicator) return notFound()
  const today = dayOf(now)
  const { year } = indicatorYear(visit, context.url)
  const { lines, missing } = await gatherEvidence(db, edition, indicator, { year, today, limit: most })
  const pack = packOfIndicator({
    indicator: indicator.data,
    unitName: edition.unitName,
    year,
    today: formatDay(today),
    lines: lines.map(({ kind, title, unit, day }) => ({ kind: evidenceKinds[kind], title, unit, day: formatDay(day) })),
    missing,
  })
  const { bytes } = await drawPack(pack, () => Promise.resolve())
  return privateFile({ name: `${pack.title}.pdf`, bytes: Buffer.from(bytes) })
}
