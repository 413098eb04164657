import { z } from 'zod'
import { type DeclineReason, declineReasons } from './decline-reasons.ts'
import { moveErrors as errors } from './words.ts'
import { answerParts, findMissingParts, findPlaceholder } from '../answer-check.ts'
import { parseCode } from '../code.ts'

/** Text without blanks at its ends, between two lengths in characters as people count them. */
function words(shortest: number, tooShort: string, longest: number, tooLong: string) {
  const count = (text: string) => Array.from(text).length
  return z
    .string()
    .trim()
    .refine(text => count(text) >= shortest, tooShort)
    .refine(text => count(text) <= longest, tooLong)
}

const optionalWords = (longest: number) => words(0, '', longest, errors.long(longest)).transform(text => text || undefined)
const someWords = (longest: number, missing: string = errors.words) => words(4, missing, longest, errors.long(longest))
const wholeNumber = (smallest: number, largest: number, message: string) =>
  z
    .string()
    .trim()
    .refine(text => /^\d{1,3}$/.test(text) && Number(text) >= smallest && Number(text) <= largest, message)
    .transform(Number)

/** 不予受理: a reason from the list and words for the citizen. */
const declinationForm = z.object({
  reason: z.enum(Object.keys(declineReasons) as [DeclineReason], errors.reason),
  words: words(10, errors.declination, 500, errors.long(500)),
})

const mergerForm = z.object({
  into: z
    .string()
    .transform(typed => parseCode(typed))
    .refine(code => code !== undefined, errors.code)
    .transform(code => code!),
})

/** How many units may help; each line of the form is a unit and the working days it has. */
export const coUnitLines = [1, 2, 3] as const

/** 交办, checked against the units of the register. */
export const handOverForm = z
  .object({
    lead: z.string().trim().min(1, errors.lead),
    level: z.enum(['', 'at-once', 'ordinary', 'complex'], errors.level).transform(level => level || undefined),
    co_unit_1: z.string().trim(),
    co_days_1: z.string().trim(),
    co_unit_2: z.string().trim(),
    co_days_2: z.string().trim(),
    co_unit_3: z.string().trim(),
    co_days_3: z.string().trim(),
    words: optionalWords(1000),
  })
  .superRefine((typed, context) => {
    for (const line of coUnitLines) {
      const field = `co_days_${line}` as const
      if (typed[`co_unit_${line}`] && !/^([1-9]|[1-8]\d|90)$/.test(typed[field])) context.addIssue({ code: 'custom', path: [field], message: errors.coDays })
    }
  })

/** What `handOverSuggestion` takes, from a checked form. */
export function readHandOver({ lead, level, words, ...lines }: z.output<typeof handOverForm>) {
  const coUnits = coUnitLines.map(line => ({ unit: lines[`co_unit_${line}`], workingDays: Number(lines[`co_days_${line}`]) })).filter(({ unit }) => unit)
  return { lead, level, coUnits, words }
}

const returnForm = z.object({ reason: someWords(1000, errors.returnReason), duty: someWords(200, errors.duty) })

const contributionForm = z.object({ body: words(4, errors.contribution, 3000, errors.long(3000)) })

/**
 * 答复: what the citizen reads. Placeholder text is always refused; a part that seems to be missing is
 * refused until the writer says that it does not apply here.
 */
const answerForm = z
  .object({
    body: words(10, errors.answer, 3000, errors.long(3000)),
    no_photos_because: optionalWords(200),
    as_it_is: z.string().optional(),
  })
  .superRefine(({ body, as_it_is }, context) => {
    const placeholder = findPlaceholder(body)
    const missing = findMissingParts(body)
    if (placeholder) context.addIssue({ code: 'custom', path: ['body'], message: errors.placeholder(placeholder) })
    else if (missing.length > 0 && as_it_is !== 'yes') context.addIssue({ code: 'custom', path: ['body'], message: errors.missingParts(missing.map(part => answerParts[part].label)) })
  })

const reworkForm = z.object({ words: someWords(1000, errors.rework) })
const revisitForm = z.object({ way: z.enum(['phone', 'on-site', 'unreachable'], errors.way), words: someWords(1000, errors.revisit) })
const reopeningForm = z.object({ words: someWords(1000, errors.reopening) })
const extensionRequestForm = z.object({ working_days: wholeNumber(1, 90, errors.workingDays), reason: someWords(1000, errors.extensionReason) })
const extensionForm = z.object({ decision: z.enum(['granted', 'refused'], errors.decision), words: optionalWords(1000) })
const suspensionForm = z.object({
  until: z.string().trim().refine(text => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)), errors.until),
  reason: someWords(1000, errors.suspension),
})
const supervisionForm = z.object({ words: someWords(1000, errors.supervision) })
const noteForm = z.object({ note: words(1, errors.note, 1000, errors.long(1000)) })
const nothing = z.object({})

/** The form of every move that the desk makes, by the move's name. */
export const moveForms = {
  acceptance: nothing,
  declination: declinationForm,
  merger: mergerForm,
  'hand-over': handOverForm,
  signature: nothing,
  return: returnForm,
  contribution: contributionForm,
  answer: answerForm,
  rework: reworkForm,
  verification: nothing,
  revisit: revisitForm,
  reopening: reopeningForm,
  'extension-request': extensionRequestForm,
  extension: extensionForm,
  suspension: suspensionForm,
  resumption: nothing,
  supervision: supervisionForm,
  note: noteForm,
} as const

/** 查看称呼、手机: which of them, and why. */
export const readingForm = z.object({
  field: z.enum(['name', 'phone', 'email'], errors.field),
  reading_reason: words(4, errors.readingReason, 200, errors.long(200)),
})
