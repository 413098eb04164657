import { readFileSync } from 'node:fs'
import type { Db } from '#db/schema.ts'
import { createSessions } from '#people/session.ts'
import { elementsIn, linksIn } from './html.ts'
import { type Visitor, visitor } from './visitor.ts'
import { givePhone } from './volunteering.ts'

/** The version of a text of the starter content that volunteers or guardians agree to. */
export function versionOf(text: 'registration' | 'identity-number' | 'being-asked' | 'guardian' | 'agreement'): string {
  const entry = readFileSync(new URL(`../../content/texts/volunteer-${text}.md`, import.meta.url), 'utf8')
  return /^version: (.+)$/m.exec(entry)![1]!
}

/** A registration as the form sends it; an adult unless told otherwise. */
export function typedRegistration(changes: Record<string, string> = {}): Record<string, string> {
  return {
    for: '',
    next: '',
    name: '示例志愿者',
    birth_date: '1990-05-06',
    county: '331102',
    identity_number: '',
    consent: versionOf('registration'),
    ...changes,
  }
}

/** The birthday of somebody who turns so many years old this year. */
export function bornYearsAgo(years: number): string {
  return `${new Date().getUTCFullYear() - years}-01-02`
}

/** Shift ids on the list, by the title of their activity, soonest first. */
export async function findShiftIds(visitor: Visitor, title: string): Promise<number[]> {
  const html = await (await visitor.get('/volunteer/activities')).text()
  return linksIn(html, /^\/volunteer\/shifts\/\d+$/)
    .filter(({ words }) => words.includes(title))
    .map(({ href }) => Number(href.split('/').at(-1)))
}

/** The sign-up form of a shift page as it would be sent, the agreement that it asks for ticked; undefined when there is none. */
export function signUpFormIn(
  html: string,
): ({ request_key: string; volunteer: string } & Record<string, string>) | undefined {
  const [key, volunteer, agreement] = ['request_key', 'volunteer', 'agreement'].map(
    name => elementsIn(html, 'input', { name })[0]?.attribs.value,
  )
  return key && volunteer ? { request_key: key, volunteer, ...(agreement && { agreement }) } : undefined
}

/** A person at a browser, signed in by the phone that they have, or get. */
export async function signedInByPhone(address: string, db: Db, personId: number): Promise<Visitor> {
  await givePhone(db, personId)
  return visitor(address, await createSessions(db, { secure: false }).create(personId))
}

/** No difference between day and night, so that a place goes on at whatever hour the test runs. */
export async function forgetNight(db: Db): Promise<void> {
  await db.updateTable('fair_rule').set({ night_from: '00:00', night_until: '00:00' }).execute()
}
