/**
 * Why something was not done, in words for the person who asked. The kind decides what the page does:
 * `at-field` can be mended in the form, `too-late` cannot, `forbidden` is somebody else's, `unknown` is nobody's.
 */
export type Refusal =
  { kind: 'at-field'; field: string; words: string } | { kind: 'too-late' | 'forbidden' | 'unknown'; words: string }

/** A refusal that the person can mend at this field. */
export const at = (field: string, words: string): Refusal => ({ kind: 'at-field', field, words })

/** A refusal that no other input would change: things have moved on. */
export const tooLate = (words: string): Refusal => ({ kind: 'too-late', words })

export const forbidden = (words: string): Refusal => ({ kind: 'forbidden', words })

export const unknown = (words: string): Refusal => ({ kind: 'unknown', words })

/** A refusal as the errors of a form: at its field, or about the whole. */
export const errorsOf = (refusal: Refusal): Record<string, string> => ({
  [refusal.kind === 'at-field' ? refusal.field : 'form']: refusal.words,
})
