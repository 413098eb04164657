import type { APIContext } from 'astro'
import { z } from 'zod'
import { cannotCome } from '#volunteering/sign-ups/calling-off.ts'
import { confirmOffer } from '#volunteering/line/offers.ts'
import { readForm } from '#forms/read.ts'
import { requireCitizen } from '#web/citizen-guard.ts'
import { localPath, refuseOtherMethods } from '#web/guard.ts'
import { idIn, seeOther } from '../_visit.ts'

type Visit = Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>

/** Confirms an offer or calls a sign-up off for the person signed in: back to where they were, or why it was refused. */
export async function moveSignUp(visit: Visit, move: 'confirmation' | 'cancellation'): Promise<Response | { refused: string }> {
  const refused = refuseOtherMethods(visit, 'POST')
  if (refused) return refused
  const person = requireCitizen(visit)
  if (person instanceof Response) return person
  const signUpId = idIn(visit.params.id)
  if (!signUpId) return { refused: 'sign-up-unknown' }
  const form = await readForm(visit.request, z.object({ next: z.string() }))
  const { portal, now } = visit.locals
  const asked = { signUpId, personId: person.id }
  const outcome = move === 'confirmation' ? await confirmOffer(portal.db, asked, now) : await cannotCome(portal.db, asked, now)
  if ('refused' in outcome) return { refused: outcome.refused }
  const url = new URL(localPath(form.values.next) ?? '/me/volunteer', visit.url)
  url.searchParams.set('done', 'late' in outcome && outcome.late ? 'cancellation-late' : move)
  return seeOther(url.pathname + url.search)
}
