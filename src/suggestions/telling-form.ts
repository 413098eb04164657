import { z } from 'zod'
import { meWords } from '../text/me.ts'
import type { Telling } from './telling.ts'

const words = meWords.telling
const emailForm = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/

/** How an author wishes to be told, as a form sends it. */
export const tellingForm = z
  .object({
    tell_by: z.enum(['none', 'sms', 'email'], words.missing),
    email: z.string().trim().max(200, words.emailWrong),
  })
  .refine(({ tell_by, email }) => tell_by !== 'email' || emailForm.test(email), { path: ['email'], message: words.emailWrong })

/** The choice as `chooseTelling` takes it. */
export function tellingOf({ tell_by, email }: z.output<typeof tellingForm>): Telling {
  return tell_by === 'email' ? { by: tell_by, email } : { by: tell_by }
}
