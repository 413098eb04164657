import { z } from 'zod'
import { momentOf } from '#calendar/lishui.ts'
import { counties } from '#publishing/types/counties.ts'
import { needFormWords as words } from '../citizen-words.ts'
import { activityKinds } from '../words.ts'
import type { NewNeed } from './needs.ts'

const line = (most: number, missing: string) => z.string().trim().refine(typed => typed !== '', missing).refine(typed => [...typed].length <= most, words.tooLong(most))
const clock = (wrong: string) => z.string().trim().regex(/^([01]\d|2[0-3]):[0-5]\d$/, wrong)

/** A need as a form sends it, by whoever files it. */
export const needForm = z.object({
  title: line(60, words.titleMissing),
  what: line(2000, words.whatMissing),
  kind: z.enum(Object.keys(activityKinds) as [string], words.kindMissing),
  county: z.enum(Object.keys(counties) as [string], words.countyMissing),
  place: line(120, words.placeMissing),
  on: z.string().trim().refine(typed => /^\d{4}-\d{2}-\d{2}$/.test(typed) && !Number.isNaN(Date.parse(typed)), words.onWrong),
  from: clock(words.fromWrong),
  until: clock(words.untilWrong),
  people: z.string().trim().regex(/^([1-9]\d?|100)$/, words.peopleWrong),
  request_key: z.guid(words.stale),
})

/** The form's data as a need: its day and clocks are Lishui's. */
export function needOf(data: z.infer<typeof needForm>): NewNeed {
  return {
    requestKey: data.request_key, title: data.title, what: data.what, kind: data.kind, county: data.county, place: data.place, skills: [],
    wantedFrom: momentOf(data.on, data.from), wantedUntil: momentOf(data.on, data.until), peopleWanted: Number(data.people),
  }
}
