import type { APIRoute } from 'astro'
import { z } from 'zod'
import { answerInvitation } from '#volunteering/needs/asking.ts'
import { act } from '../_act.ts'

/** POST `answer=yes|no`: whether I help with a need I was asked for. */
export const ALL: APIRoute = context =>
  act(context, 'answered', async (needId, { db, person, now, form }) => {
    const { values } = await form(z.object({ answer: z.string() }))
    return answerInvitation(db, { needId, personId: person.id, answer: values.answer === 'yes' ? 'yes' : 'no' }, now)
  })
