/** How a form field is named in the page: one place, so that label, hint, error and summary meet. */

export interface FieldProps {
  /** Name in the request, and the id of the control (the error summary links to it). */
  name: string
  label: string
  /** A word of help under the label; an example is better than a rule. */
  hint?: string | undefined
  /** What was typed before, to refill the form. */
  value?: string | string[] | undefined
  /** The message of the last attempt, in words that say what to do. */
  error?: string | undefined
  required?: boolean | undefined
  /** Says 选填: what is not required, unless said otherwise. */
  optional?: boolean | undefined
}

/**
 * Ids of one field's parts, and the `aria-describedby` that ties them to the control.
 * @returns `describedBy` is undefined when there is neither hint nor error
 */
export function fieldIds({ name, hint, error }: Pick<FieldProps, 'name' | 'hint' | 'error'>): {
  control: string
  hint: string
  error: string
  describedBy: string | undefined
} {
  const ids = { control: name, hint: `${name}-hint`, error: `${name}-error` }
  const describedBy = [hint ? ids.hint : '', error ? ids.error : ''].filter(Boolean).join(' ')
  return { ...ids, describedBy: describedBy || undefined }
}

/** The one text of a value that may have been sent several times. */
export function oneValue(value: string | string[] | undefined): string {
  return Array.isArray(value) ? (value[0] ?? '') : (value ?? '')
}

/** All texts of a value, for fields that take several. */
export function allValues(value: string | string[] | undefined): string[] {
  return Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value]
}

/** A posted form that was not accepted: what was typed, and the message at each field. */
export interface ReturnedForm {
  values: Record<string, string>
  errors?: Record<string, string> | undefined
}
