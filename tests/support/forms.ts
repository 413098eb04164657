import { blankValues, type FormSchema, type Values } from '#forms/read.ts'
import { plainValues } from '#forms/values.ts'

/** What a form says at a field when this was typed into it. */
export function faultAt(form: FormSchema, field: string, typed: Record<string, string | string[]>): string {
  const { error } = form.safeParse(plainValues(form, blankValues(form, typed as Values<FormSchema>)))
  const fault = error?.issues.find(({ path }) => path[0] === field)
  if (!fault) throw new Error(`the form has nothing to say at ${field}`)
  return fault.message
}
