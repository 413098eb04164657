import { expect } from 'vitest'
import { signUpFormIn } from './garden.ts'
import { htmlOf, linksIn } from './html.ts'
import type { Visitor } from './visitor.ts'

/** Where the desk of volunteering is. */
export const desk = '/desk/volunteers'

/** Where an answer leads. */
export const locationOf = (response: Response) => response.headers.get('location')

/** Sends a form in parts, in which a field may have several values. */
export const sendForm = (person: Visitor, path: string, fields: Record<string, string | string[]>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one)
  return person.post(path, form)
}

/** The addresses of an activity’s shifts at the desk. */
export const shiftsOf = async (organiser: Visitor, activity: string) =>
  linksIn(await htmlOf(await organiser.get(activity)), /^\/desk\/volunteers\/shifts\/\d+$/).map(({ href }) => href)

// One moment for the whole file: counted from now each time, two days of one test could be a midnight apart.
const startedAt = Date.now()

/** So many days after the file began, in Lishui. */
export const inDays = (days: number) =>
  new Date(startedAt + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)

/** The terms of an activity, complete. */
export const terms = (changes: Record<string, string | string[]> = {}) => ({
  title: '示例：江边护树',
  kind: 'environment',
  county: '331102',
  place: '示例江滨公园',
  latitude: '',
  longitude: '',
  what_to_do: '给小树刷白、扶正\n两人一组',
  risk_text: '临水',
  protection_text: '发手套，有安全员',
  insurer: '示例保险公司',
  insurance_reference: '示例保单',
  insured_from: inDays(-30),
  insured_until: inDays(400),
  task_risks: [],
  agreement_reference: '',
  contact_name: '示例',
  contact_phone: '0578-2090000',
  minimum_age: '14',
  guardian_rule: 'consent',
  draw: 'first',
  draw_hours: '',
  waiting_list: 'yes',
  offer_minutes: '120',
  late_hours: '24',
  first_timer_places: '0',
  first_timer_hours: '24',
  skills: ['gardening'],
  ...changes,
})

/** A shift as the form sends it. */
export const shift = (changes: Record<string, string> = {}) => ({
  on: inDays(20),
  from: '09:00',
  until: '11:00',
  meeting_point: '东门',
  weeks: '1',
  capacity: '2',
  opens_on: '',
  request_key: crypto.randomUUID(),
  ...changes,
})

/** A draft of the first sample organisation; resolves with its address. */
export async function draft(organiser: Visitor, title = '示例：江边护树'): Promise<string> {
  const response = await organiser.post(`${desk}/activities/new`, {
    organisation: '1',
    title,
    kind: 'environment',
    county: '331102',
    request_key: crypto.randomUUID(),
  })
  return locationOf(response)!.replace(/\?.*/, '')
}

let published = 0

/** A published activity with one shift of two places, each on a day of its own. */
export async function publish(
  organiser: Visitor,
  title: string,
): Promise<{ activity: string; shift: string; publicShift: string; on: string }> {
  const activity = await draft(organiser, title)
  await sendForm(organiser, `${activity}/terms`, terms({ title }))
  const on = inDays(30 + (published += 2))
  await organiser.post(`${activity}/shifts`, shift({ on }))
  expect((await organiser.post(`${activity}/publication`, {})).status).toBe(303)
  const [path] = await shiftsOf(organiser, activity)
  return { activity, shift: path!, publicShift: path!.replace('/desk/volunteers', '/volunteer'), on }
}

/** Signs somebody up by the form on a shift’s page. */
export async function signUpFor(person: Visitor, path: string): Promise<void> {
  const form = signUpFormIn(await (await person.get(path)).text())
  // Parent and child have one form: the first is the person themselves.
  expect((await person.post(path, form!)).status).toBe(303)
}
