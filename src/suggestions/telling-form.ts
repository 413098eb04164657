import { z } from 'zod'
import { parseMobile } from '#people/phone-account.ts'
import { meWords } from '#people/me-words.ts'
import type { Telling } from './telling.ts'

const words = meWords.telling
const emailForm = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;]+$/
const email = z.string().trim().max(200, words.emailWrong)
const isWholeEmail = ({ tell_by, email = '' }: { tell_by?: string | undefined; email?: string | undefined }) => tell_by !== 'email' || emailForm.test(email)

/** How an author wishes to be told, as a form sends it. */
export const tellingForm = z.object({ tell_by: z.enum(['none', 'sms', 'email'], words.missing), email }).refine(isWholeEmail, { path: ['email'], message: words.emailWrong })

/** The same on the form of a new suggestion, where one may leave it be: its fields and what is wrong with them, by field. */
export const tellingFields = { tell_by: z.enum(['', 'none', 'sms', 'email'], words.missing).optional(), email: email.optional() }
export function findTellingFault({ tell_by = '', email = '', phone }: { tell_by?: string | undefined; email?: string | undefined; phone?: string | undefined }): { path: 'tell_by' | 'email'; message: string } | undefined {
  if (tell_by === 'sms' && parseMobile(phone ?? '') === undefined) return { path: 'tell_by', message: words.mobileFirst }
  if (tell_by === '' && email !== '') return { path: 'tell_by', message: words.chooseEmail }
  return isWholeEmail({ tell_by, email }) ? undefined : { path: 'email', message: words.emailWrong }
}

/** The choice as `chooseTelling` takes it. */
export function tellingOf({ tell_by, email = '' }: { tell_by?: '' | Telling['by'] | undefined; email?: string | undefined }): Telling {
  return tell_by === 'email' ? { by: tell_by, email } : { by: tell_by || 'none' }
}
