import type { APIRoute } from 'astro'
import { z } from 'zod'
import { findOrganisedShift } from '#volunteering/organisations/organised.ts'
import { relations } from '#volunteering/volunteers/words.ts'
import { exportRoster, type RosterColumn, type RosterRow } from '#volunteering/shifts/roster.ts'
import { dayOf, formatMoment } from '#calendar/lishui.ts'
import { rosterWords as words } from '#volunteering/shifts/words.ts'
import { endedReasons, signUpStates } from '#volunteering/sign-ups/words.ts'
import { idIn, notFound } from '#web/outcome.ts'
import { open } from '#web/visit.ts'
import { organiserRoles, refuseOtherOrganisers } from '../../_visit.ts'

/** POST: the roster as a CSV, with phone numbers when `phones` asks for them and they may still be seen. The export is an event. */
export const ALL: APIRoute = async context => {
  const visit = open(context, { roles: organiserRoles, methods: ['POST'] })
  if (visit instanceof Response) return visit
  const { db, portal, now, person } = visit
  const id = idIn(context.params.id)
  const shift = id && (await findOrganisedShift(db, id))
  if (!shift) return notFound()
  const other = await refuseOtherOrganisers(visit, shift.organisation_id)
  if (other) return other

  const form = await visit.form(z.object({ phones: z.string() }))
  if (form.errors) return new Response(null, { status: form.status })
  const phones = form.data.phones !== ''
  const mark = (is: boolean) => (is ? '是' : '')
  const columns: RosterColumn[] = [
    {
      heading: words.csv.state,
      cell: row => (row.ended_reason ? endedReasons[row.ended_reason] : signUpStates[row.state]),
    },
    { heading: words.name, cell: row => row.name ?? words.erased },
    { heading: words.number, cell: row => row.number ?? '' },
    ...(phones ? [{ heading: words.phone, cell: (row: RosterRow) => row.phone ?? '' }] : []),
    {
      heading: words.guardian,
      cell: row =>
        row.guardians
          .map(({ name, relation, phone }) => [name, relation && relations[relation], phone].filter(Boolean).join(' '))
          .join('；'),
    },
    { heading: words.csv.first, cell: row => mark(row.first_timer) },
    { heading: words.csv.minor, cell: row => mark(row.minor) },
    { heading: words.csv.late, cell: row => mark(row.late) },
    { heading: words.signedUp, cell: row => formatMoment(row.signed_up_at, now) },
  ]
  const stream = await exportRoster(
    db,
    portal.personalData,
    { shiftId: shift.id, personId: person.id, phones, columns },
    now,
  )
  if ('refused' in stream) return notFound()
  const name = `${words.roster}-${dayOf(shift.starts_at)}-${shift.id}.csv`
  return new Response(stream, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="roster-${shift.id}.csv"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Cache-Control': 'private, no-store',
    },
  })
}
