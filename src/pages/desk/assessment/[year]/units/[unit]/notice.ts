import type { APIRoute } from 'astro'
import { listScores } from '#assessment/assessment.ts'
import { noticeForm } from '#assessment/notice-form.ts'
import { packWords } from '#assessment/pack/words.ts'
import { assessmentWords } from '#assessment/words.ts'
import { dayOf } from '#calendar/lishui.ts'
import { recordEvent } from '#people/events.ts'
import { prefillDraft } from '#publishing/import/prefilled.ts'
import { deskPlaces } from '#web/desk-places.ts'
import { notFound, seeOther } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { findSeen } from '../../../_seen.ts'

const words = assessmentWords.notice

/** POST: a draft of praise or criticism out of a result, for the editors. Its id says unit and year: pressed twice it is one. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: deskPlaces.assessment.roles, methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { db, portal, person, now, edition } = visit
  const seen = await findSeen(visit, context.params.year)
  const row = seen?.units.find(({ unit }) => unit === context.params.unit)
  if (!seen || !row || !['result', 'published'].includes(seen.assessment.state)) return notFound()
  if (!person.roles.includes('supervisor')) return new Response(null, { status: 403 })
  const form = await visit.form(noticeForm)
  if (form.errors) return new Response(null, { status: form.status })
  const { kind } = form.data
  const { id, year, criteria } = seen.assessment
  const names = new Map(criteria.map(({ code, name }) => [code, name]))
  const lines = (await listScores(db, id, row.unit)).map(
    ({ criterion, share }) =>
      `- ${names.get(criterion) ?? criterion}：${share === null ? packWords.notCounted : `${Number(share).toFixed(1)}%`}`,
  )
  const title = words.heading(row.name, year, kind)
  const outcome = await prefillDraft(
    { content: portal.content, db },
    {
      type: 'notices',
      id: `assessment-${year}-${row.unit}-${kind}`,
      year: Number(dayOf(now).slice(0, 4)),
      from: assessmentWords.title,
      data: {
        title: title.slice(0, 60),
        category: kind,
        issuer: edition.settings.host_unit,
        issued_on: dayOf(now),
        summary: words.summary(year),
        sample: edition.find('schemes', seen.assessment.scheme)?.data.sample ?? false,
      },
      body: [words.text(row.name, year, row.total ?? packWords.none, kind), `## ${words.lines}`, lines.join('\n')].join(
        '\n\n',
      ),
    },
    now,
  )
  if (outcome === 'made')
    await recordEvent(db, {
      actor: { kind: 'person', id: person.id },
      action: 'assessment.notice-drafted',
      object: { kind: 'assessment', id },
      detail: { year, unit: row.unit, kind },
      at: now,
    })
  return seeOther(
    `${deskPlaces.assessment.href}/${year}/units/${row.unit}?done=${outcome === 'made' ? 'notice' : 'exists'}`,
  )
}
