import * as z from 'zod'
import { countCharacters, lineBreak, saysSomething } from './typed/characters.ts'
import { nonAnswerWords } from './typed/non-answers.ts'
import { isCalendarDay, readClock, readDay } from './typed/day.ts'
import { readNumber } from './typed/number.ts'
import { saysYes } from './typed/yes.ts'
import type { Choices, Meta } from './meta.ts'
import { fileErrors, formErrors } from './errors.ts'

export { askedFor, hidden, optional } from './meta.ts'

/**
 * The builders of every form: the portal's own and the editors'. A builder makes the Zod schema of one plain
 * value (a number, a day `YYYY-MM-DD`, true; nothing is undefined) with its words in `.meta()`, from which the
 * page, Decap's form, the reader of what was typed and the check all derive.
 *
 *     const returnForm = fields({
 *       reason: words('理由', { min: 4, max: 1000, missing: '请写退单的理由' }),
 *       until: optional(day('到哪一天')),
 *       unit: oneOf('单位', { choose: '请选择单位' }),
 *       request_key: requestKey(),
 *     }, ({ until }, fault) => { if (until && until <= today) fault('until', '须晚于今天') })
 *
 *     const form = await readForm(Astro.request, returnForm, { options: { unit: units } })   // form.data | form.errors
 *     <Fields schema={returnForm} values={form.values} errors={form.errors} options={{ unit: units }} />
 *
 * Every builder takes `hint`, `missing` (the words when it is empty or too short) and what its control needs:
 * `autocomplete`, `rows`, `choose`, `short`. `optional(field)` may be left empty, `hidden(field)` is sent unseen.
 */

/** What a builder says about its control, beside its words when it is empty. */
export type Control = Pick<Meta, 'hint' | 'autocomplete' | 'inputmode' | 'autocapitalize' | 'short'> & {
  missing?: string | undefined
}
type Text = Control & {
  min?: number
  max?: number
  tooLong?: string
  /** What does not count as an answer here, of `typed/non-answers.ts`. */
  nonAnswer?: (text: string) => boolean
}

/** Chooses between "please fill in" and "this is not a …" for a value of the wrong kind. */
function wrong(label: string, otherwise: string, missing = `请填写${label}`) {
  return (issue: { input?: unknown }) => (issue.input === undefined ? missing : `${label}${otherwise}`)
}

/** Text whose first fault alone is told. */
function text(
  label: string,
  { min = 1, max = Infinity, missing, tooLong = `${label}不超过 ${max} 个字`, nonAnswer, ...control }: Text,
  findFault: (text: string) => string | undefined = () => undefined,
) {
  const tooShort = missing ?? `${label}至少写 ${min} 个字`
  return z
    .string({ error: wrong(label, '须为文字，若只有数字请加引号', missing) })
    .trim()
    .superRefine((given, context) => {
      const length = countCharacters(given)
      const fault = !saysSomething(given)
        ? (missing ?? `请填写${label}`)
        : length < min
          ? tooShort
          : length > max
            ? tooLong
            : nonAnswer?.(given)
              ? nonAnswerWords
              : findFault(given)
      if (fault) context.addIssue(fault)
    })
    .meta({ label, ...(max < Infinity && { max, tooLong }), read: readText, ...control })
}

const readText = (typed: string) => typed.trim()

/** One line of text; blanks at both ends are dropped, everything else is kept as it was typed. */
export function line(label: string, { oneLine = `${label}只能写一行`, ...options }: Text & { oneLine?: string } = {}) {
  const field = text(label, { max: 60, ...options }, given => (lineBreak.test(given) ? oneLine : undefined))
  return field.meta({ ...field.meta(), kind: 'line' })
}

/** Text that may run over several lines; as long as one likes without `max`. */
export function words(label: string, { rows = 5, ...options }: Text & { rows?: number } = {}) {
  const field = text(label, options)
  return field.meta({ ...field.meta(), kind: 'words', rows })
}

/** A calendar day `YYYY-MM-DD` in Lishui's time. `typed` for days far away, which nobody wants to page to: a birthday. */
export function day(
  label: string,
  { typed = false, missing, wrong: fault, ...control }: Control & { typed?: boolean; wrong?: string } = {},
) {
  const otherwise = '须为真实的日期，写作 2026-11-20'
  return z
    .string({
      error: fault
        ? issue => (issue.input === undefined ? (missing ?? fault) : fault)
        : wrong(label, otherwise, missing),
    })
    .refine(isCalendarDay, fault ?? `${label}${otherwise}`)
    .meta({
      label,
      kind: 'day',
      read: readDay,
      short: true,
      ...(typed ? { inputmode: 'numeric', autocomplete: 'off' } : { type: 'date' }),
      ...control,
    })
}

/** A time of day `HH:MM`. */
export function clock(
  label: string,
  {
    typed = false,
    missing,
    wrong: fault = `${label}须为时间，写作 09:30`,
    ...control
  }: Control & { typed?: boolean; wrong?: string } = {},
) {
  return z
    .string({ error: missing ?? `请填写${label}` })
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, fault)
    .meta({
      label,
      kind: 'clock',
      read: readClock,
      short: true,
      ...(typed ? { autocomplete: 'off' } : { type: 'time' }),
      ...control,
    })
}

export type Range = Control & { min: number; max: number; wrong?: string }

/** A whole number from `min` to `max`, both included. */
export function wholeNumber(
  label: string,
  { min, max, missing, wrong: fault = `${label}须为 ${min} 到 ${max} 之间的整数`, ...control }: Range,
) {
  return z
    .int({ error: issue => (issue.input === undefined ? (missing ?? `请填写${label}`) : fault) })
    .min(min, fault)
    .max(max, fault)
    .meta({
      label,
      kind: 'number',
      read: readNumber,
      short: true,
      inputmode: 'numeric',
      autocomplete: 'off',
      ...control,
    })
}

/** A box to tick; with `must` it has to be, and `must` says why. */
export function tick(label: string, { must, hint }: { must?: string; hint?: string } = {}) {
  return z
    .boolean({ error: `${label}须为 true 或 false` })
    .default(false)
    .refine(ticked => !must || ticked, must)
    .meta({ label, hint, kind: 'tick', read: saysYes })
}

/**
 * A box that agrees to a text. What is sent and what the check gives is the version that was read, as proof; nothing is
 * undefined. A page that still shows another version is refused, so that the text is read again.
 */
export function agreement(label: string, version: string, { hint }: { hint?: string } = {}) {
  return z
    .literal(version, '这段文字刚改过，请再看一遍，同意后打勾')
    .optional()
    .meta({ label, hint, kind: 'tick', checked: version, read: readChosen })
}

type Choosing = Pick<Meta, 'hint' | 'look' | 'autocomplete'> & { missing?: string }

/** One of the words of a list such as `honours`. */
export function choice<K extends string>(
  label: string,
  choices: Readonly<Record<K, string | { label: string; hint?: string }>>,
  { missing, ...control }: Choosing & { choose?: string } = {},
) {
  const values = Object.keys(choices) as K[]
  const list = () =>
    values
      .map(value => {
        const words: Choices[string] = choices[value]
        return `${value}（${typeof words === 'string' ? words : words.label}）`
      })
      .join('、')
  return z
    .enum(values, { error: missing ?? wrong(label, `须为下列之一：${list()}`) })
    .meta({ label, kind: 'choice', choices, read: readChosen, ...control })
}

/** Several of the words of a list, in the list's order; none when left out. */
export function choices<K extends string>(
  label: string,
  choices: Readonly<Record<K, string | { label: string; hint?: string }>>,
  { missing, ...control }: Choosing = {},
) {
  const fault = missing ?? `请从列表里选${label}`
  return z
    .array(z.enum(Object.keys(choices) as K[], { error: fault }), { error: fault })
    .default([])
    .refine(chosen => missing === undefined || chosen.length > 0, missing)
    .meta({ label, kind: 'choices', choices, read: readChosen, ...control })
}

/** One of a list that only the page knows: it gives `options` where the form is read and where it is shown. */
export function oneOf(label: string, { missing = `请选择${label}`, ...control }: Choosing & { choose?: string } = {}) {
  return z.string({ error: missing }).meta({ label, kind: 'choice', read: readChosen, ...control })
}

/** Several of a list that only the page knows. */
export function someOf(label: string, { missing, ...control }: Choosing = {}) {
  return z
    .array(z.string())
    .default([])
    .refine(chosen => missing === undefined || chosen.length > 0, missing)
    .meta({ label, kind: 'choices', read: readChosen, ...control })
}

export const readChosen = (typed: string) => typed

/**
 * Pictures from the phone or the disk; the form needs `enctype="multipart/form-data"`. `readForm` has them kept as they
 * come: what was typed and what is meant are the tokens of photos that wait, those of this form and of earlier attempts.
 */
export function photos(label = '照片', { max, maxBytes, hint }: { max: number; maxBytes: number; hint?: string }) {
  return z
    .array(z.string())
    .max(max, fileErrors.photosTooMany(max))
    .default([])
    .meta({ label, hint, kind: 'photos', max, maxBytes, read: readChosen })
}

/**
 * Papers and tables beside what is written, kept like photos. What was typed and what is meant are the tokens of
 * documents that wait, each with a space and the name of its file behind it.
 */
export function documents(label = '附件', { max, maxBytes, hint }: { max: number; maxBytes: number; hint?: string }) {
  return z
    .array(z.string())
    .max(max, fileErrors.documentsTooMany(max))
    .default([])
    .meta({ label, hint, kind: 'documents', max, maxBytes, read: readChosen })
}

/** The key that makes a form sent twice count once. */
export function requestKey(stale: string = formErrors['no-key']) {
  return z.guid(stale).meta({ label: '', kind: 'key', hidden: true, read: readChosen })
}

/** Text that a page hands on to itself unseen, such as the way back. Nobody types it, so it is never at fault. */
export function passedOn() {
  return z.string().optional().meta({ label: '', kind: 'line', hidden: true, read: readChosen })
}

/** Says that a field is at fault, in words for the person who fills in the form; `form` is the whole of it. */
export type Fault<Name extends string = string> = (field: Name | 'form', message: string) => void

/** The rules between the fields of a form. What is not given, or did not pass, is undefined; `failed` tells which. */
export type Rules<Shape extends z.ZodRawShape> = (
  given: Partial<z.output<z.ZodObject<Shape>>>,
  fault: Fault<keyof Shape & string>,
  failed: ReadonlySet<string>,
) => void

/**
 * A form: its fields in the order of the page, and the rules between them. Rules run even when a field is at fault,
 * so that everything is said at once.
 */
export function fields<Shape extends z.ZodRawShape>(shape: Shape, rules?: Rules<Shape>) {
  const form = z.object(shape)
  if (!rules) return form
  return form.superRefine(
    (value, context) => {
      const failed = new Set(context.issues.map(issue => String(issue.path?.[0])))
      const passed = Object.fromEntries(Object.entries(value).filter(([name]) => !failed.has(name)))
      rules(
        passed as Partial<z.output<typeof form>>,
        (field, message) => {
          if (!failed.has(field)) context.addIssue({ code: 'custom', path: [field], message })
        },
        failed,
      )
    },
    { when: ({ value }) => typeof value === 'object' && value !== null },
  )
}
