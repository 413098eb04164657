import { z } from 'zod'
import type { AgreementCase, GuardianRule } from '#db/schema-volunteers.ts'
import { counties } from '#publishing/types/counties.ts'
import { activityErrors as errors } from '../organiser-words.ts'
import { activityKinds, agreementCases, guardianRules, skills } from '../words.ts'
import type { ActivityRules, ActivityWords } from './activities.ts'

/** Text without blanks at its ends, as long as its column takes, in characters as people count them. */
const text = (most: number) => z.string().trim().refine(typed => [...typed].length <= most, errors.long(most))
const line = (most: number) => text(most).refine(typed => !typed.includes('\n'), errors.oneLine)
const keysOf = <Key extends string>(labels: Record<Key, string>) => Object.keys(labels) as [Key, ...Key[]]
const wholeNumber = (least: number, most: number) =>
  z.string().trim().refine(typed => /^\d{1,4}$/.test(typed) && Number(typed) >= least && Number(typed) <= most, errors.number(least, most)).transform(Number)
const optional = (number: z.ZodType<number, string>) => z.string().trim().transform((typed, context) => {
  if (typed === '') return null
  const read = number.safeParse(typed)
  if (read.success) return read.data
  context.addIssue({ code: 'custom', message: read.error.issues[0]!.message })
  return z.NEVER
})
const degrees = (limit: number) =>
  z
    .string()
    .trim()
    .transform(typed => (typed === '' ? null : Number(typed)))
    .refine(number => number === null || Math.abs(number) <= limit, errors.position)

const title = line(60).refine(typed => typed !== '', errors.title)
const kind = z.enum(keysOf(activityKinds), errors.kind)
const county = z.enum(keysOf(counties), errors.county)

/** What a new draft needs: everything else may wait until the publication. */
export const draftForm = z.object({ organisation: z.string(), title, kind, county, request_key: z.guid(errors.key) })

const words = {
  title,
  what_to_do: text(2000),
  place: line(120),
  latitude: degrees(90),
  longitude: degrees(180),
  risk_text: text(2000),
  protection_text: text(2000),
  insurance_reference: line(120),
  agreement_reference: line(120),
  contact_name: line(40),
  contact_phone: line(30),
}
const isWhole = ({ latitude, longitude }: { latitude: number | null; longitude: number | null }) => (latitude === null) === (longitude === null)
const halfPosition = { path: ['latitude'], message: errors.position }

/** What may be changed after the publication too. */
export const activityWordsForm = z.object(words).refine(isWhole, halfPosition)

/** Words and rules: while the activity is a draft. Every field may be empty but name, kind and county. */
export const activityForm = z
  .object({
    ...words,
    kind,
    county,
    skills: z.array(z.enum(keysOf(skills), errors.skills)),
    hazardous: z.string(),
    agreement_cases: z.array(z.enum(keysOf(agreementCases), errors.cases)),
    minimum_age: optional(wholeNumber(3, 70)),
    guardian_rule: z.enum(['', ...keysOf(guardianRules)], errors.guardian),
    draw: z.enum(['first', 'lot'], errors.draw),
    draw_hours: optional(wholeNumber(1, 720)),
    waiting_list: z.string(),
    offer_minutes: wholeNumber(10, 2880),
    late_hours: wholeNumber(0, 168),
    first_timer_places: wholeNumber(0, 5000),
    first_timer_hours: wholeNumber(0, 720),
  })
  .refine(isWhole, halfPosition)
  .refine(({ draw, draw_hours }) => draw === 'first' || draw_hours !== null, { path: ['draw_hours'], message: errors.drawHours })

/** The words of a checked form, as `changeActivity` takes them. */
export function readWords(data: z.output<typeof activityWordsForm>): ActivityWords {
  return {
    title: data.title, whatToDo: data.what_to_do, place: data.place, latitude: data.latitude, longitude: data.longitude, riskText: data.risk_text, protectionText: data.protection_text,
    insuranceReference: data.insurance_reference, agreementReference: data.agreement_reference, contactName: data.contact_name, contactPhone: data.contact_phone,
  }
}

/** The rules of a checked form. Places drawn by lot leave a line, so there is one. */
export function readRules(data: z.output<typeof activityForm>): ActivityRules {
  const byLot = data.draw === 'lot'
  return {
    kind: data.kind, county: data.county, skills: data.skills, hazardous: data.hazardous !== '', agreementCases: data.agreement_cases as AgreementCase[], minimumAge: data.minimum_age,
    guardianRule: (data.guardian_rule || null) as GuardianRule | null, waitingList: byLot || data.waiting_list !== '', offerMinutes: data.offer_minutes, lateHours: data.late_hours,
    drawHours: byLot ? data.draw_hours : null, firstTimerPlaces: data.first_timer_places, firstTimerHours: data.first_timer_hours,
  }
}
