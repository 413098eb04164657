import type { APIRoute } from 'astro'
import { z } from 'zod'
import { answerInvitation } from '#volunteering/needs/asking.ts'
import { readForm } from '#forms/read.ts'
import { act } from '../_act.ts'

/** POST `answer=yes|no`: whether I help with a need I was asked for. */
export const ALL: APIRoute = visit =>
  act(visit, 'answered', async (needId, person) => {
    const form = await readForm(visit.request, z.object({ answer: z.string() }))
    const { portal, now } = visit.locals
    return answerInvitation(portal.db, { needId, personId: person.id, answer: form.values.answer === 'yes' ? 'yes' : 'no' }, now)
  }, 'need-unknown')
