import type { APIContext } from 'astro'
import { z } from 'zod'
import { cannotCome } from '#volunteering/sign-ups/calling-off.ts'
import { confirmOffer } from '#volunteering/line/offers.ts'
import type { Refused } from '#volunteering/refusals.ts'
import { localPath } from '#web/guard.ts'
import { idIn, seeOther } from '#web/outcome.ts'
import { open } from '#web/visit.ts'

/** Confirms an offer or calls a sign-up off for the person signed in: back to where they were, or why it was refused. */
export async function moveSignUp(context: Pick<APIContext, 'request' | 'url' | 'locals' | 'params'>, move: 'confirmation' | 'cancellation'): Promise<Response | Refused> {
  const visit = open(context, { who: 'citizen', methods: ['POST'] })
  if (visit instanceof Response) return visit
  const form = await visit.form(z.object({ next: z.string() }))
  const { db, now, person } = visit
  const asked = { signUpId: idIn(context.params.id) ?? 0, personId: person.id }
  const outcome = move === 'confirmation' ? await confirmOffer(db, asked, now) : await cannotCome(db, asked, now)
  if ('refused' in outcome) return outcome
  const url = new URL(localPath(form.values.next) ?? '/me/volunteer', context.url)
  url.searchParams.set('done', 'late' in outcome && outcome.late ? 'cancellation-late' : move)
  return seeOther(url.pathname + url.search)
}
