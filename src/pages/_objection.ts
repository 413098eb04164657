import type * as z from 'zod'
import { blankValues, type FormErrors } from '#forms/read.ts'
import { errorsOf, type Refusal } from '#forms/refusals.ts'
import { objectionForm } from '#objections/form.ts'
import { objectionWords as words } from '#objections/words.ts'
import { seeOther, statusOf } from '#web/outcome.ts'
import type { Visit } from '#web/visit.ts'

/** The form of an objection as it is shown: what was typed and what is wrong with it. */
interface Shown {
  values: Record<string, string | string[]>
  errors: FormErrors
  status: number
}

/** The form before somebody has typed in it. */
export const blankObjection = (): Shown => ({ values: blankValues(objectionForm), errors: {}, status: 200 })

/** Takes in an objection that was posted: on to `address` with `done`, or the form again. One phone objects as seldom as it suggests. */
export async function postObjection(
  visit: Visit,
  address: string,
  file: (data: z.output<typeof objectionForm>) => Promise<object | { refused: Refusal }>,
): Promise<Response | Shown> {
  const form = await visit.form(objectionForm)
  const { values } = form
  if (form.errors) return { values, errors: form.errors, status: form.status }
  if (!(await visit.portal.limits.phoneWrites.take(form.data.contact)))
    return { values, errors: { contact: words.public.tooMany }, status: 429 }
  const outcome = await file(form.data)
  return 'refused' in outcome
    ? { values, errors: errorsOf(outcome.refused as Refusal), status: statusOf(outcome.refused as Refusal) }
    : seeOther(`${address}?done`)
}
