import { holdsAny, type Role } from '#people/roles.ts'
import type { SignedInPerson } from '#people/session.ts'
import { roles } from '#people/roles.ts'
import { deskWords, templateWords } from '#suggestions/desk-words.ts'
import { volunteerDeskWords } from '#volunteering/words.ts'
import { calendarWords, deadlineWords } from '#suggestions/clocks/desk-words.ts'
import { officerWords } from '#people/officer-words.ts'
import { messageDeskWords } from '#messages/desk-words.ts'
import { peopleWords } from '#people/staff-words.ts'
import { trailWords } from '#people/event-words.ts'
import { officeRoles } from '#people/roles.ts'
import { clientWords } from '#machines/client-words.ts'
import { recordWords } from '#record/words.ts'
import { reportWords } from '#assessment/reports/words.ts'
import { surveyDeskWords } from '#assessment/survey/words.ts'
import { taskWords } from '#assessment/tasks/words.ts'
import { assessmentWords } from '#assessment/words.ts'
import { applicationWords } from '#honours/words.ts'
import { contestDeskWords } from '#contests/desk-words.ts'
import { figureWords } from '#suggestions/figure-words.ts'
import { filesWords } from '#publishing/files/words.ts'
import { entryListWords } from '#publishing/newsroom/words.ts'
import { systemWords } from './system-words.ts'

interface DeskPlace {
  href: string
  label: string
  lead: string
  roles: [Role, ...Role[]]
}

/** Everybody who works at a desk: all roles but the volunteer's. */
export const staffRoles: [Role, ...Role[]] = [
  'contributor',
  'reviewer',
  'publisher',
  'clerk',
  'officer',
  'supervisor',
  'organiser',
  'admin',
]

/** The places of the desk and who may go there: the guards, the navigation and the start page read this one list. */
export const deskPlaces = {
  suggestions: {
    href: '/desk/suggestions',
    label: deskWords.suggestions,
    lead: deskWords.suggestionsLead,
    roles: ['clerk', 'officer', 'supervisor', 'admin'],
  },
  record: {
    href: '/desk/record',
    label: recordWords.title,
    lead: recordWords.lead,
    roles: ['clerk', 'supervisor', 'reviewer', 'publisher'],
  },
  reports: {
    href: '/desk/reports',
    label: reportWords.title,
    lead: reportWords.lead,
    roles: ['officer', 'clerk', 'supervisor', 'admin'],
  },
  tasks: {
    href: '/desk/tasks',
    label: taskWords.title,
    lead: taskWords.lead,
    roles: ['officer', 'clerk', 'supervisor', 'admin'],
  },
  assessment: {
    href: '/desk/assessment',
    label: assessmentWords.title,
    lead: assessmentWords.lead,
    roles: ['officer', 'clerk', 'supervisor', 'publisher', 'admin'],
  },
  surveys: {
    href: '/desk/surveys',
    label: surveyDeskWords.title,
    lead: surveyDeskWords.lead,
    roles: officeRoles,
  },
  honours: {
    href: '/desk/honours',
    label: applicationWords.title,
    lead: applicationWords.lead,
    roles: ['officer', 'clerk', 'supervisor', 'contributor', 'publisher'],
  },
  contests: {
    href: '/desk/contests',
    label: contestDeskWords.title,
    lead: contestDeskWords.lead,
    // Not organisers: they are no staff of the city and judge nothing.
    roles: ['clerk', 'supervisor', 'admin', 'officer', 'contributor', 'reviewer', 'publisher'],
  },
  figures: { href: '/desk/figures', label: figureWords.title, lead: figureWords.lead, roles: officeRoles },
  units: { href: '/desk/units', label: officerWords.title, lead: officerWords.lead, roles: officeRoles },
  volunteers: {
    href: '/desk/volunteers',
    label: volunteerDeskWords.title,
    lead: volunteerDeskWords.lead,
    roles: ['organiser', 'clerk', 'supervisor', 'admin'],
  },
  cms: {
    href: '/admin',
    label: deskWords.cms,
    lead: deskWords.cmsLead,
    roles: ['contributor', 'reviewer', 'publisher'],
  },
  reviews: {
    href: '/admin/reviews',
    label: deskWords.reviews,
    lead: deskWords.reviewsLead,
    roles: ['contributor', 'reviewer', 'publisher'],
  },
  entries: {
    href: '/admin/entries',
    label: entryListWords.title,
    lead: entryListWords.lead,
    roles: ['contributor', 'reviewer', 'publisher'],
  },
  files: {
    href: '/admin/files',
    label: filesWords.title,
    lead: filesWords.lead,
    roles: ['contributor', 'reviewer', 'publisher'],
  },
  freshness: {
    href: '/desk/freshness',
    label: deskWords.freshness,
    lead: deskWords.freshnessLead,
    roles: ['contributor', 'reviewer', 'publisher', 'admin'],
  },
  templates: { href: '/desk/templates', label: templateWords.title, lead: templateWords.lead, roles: ['clerk'] },
  calendar: { href: '/desk/calendar', label: calendarWords.title, lead: calendarWords.lead, roles: ['clerk', 'admin'] },
  deadlines: { href: '/desk/deadlines', label: deadlineWords.title, lead: deadlineWords.lead, roles: ['admin'] },
  messages: {
    href: '/desk/messages',
    label: messageDeskWords.title,
    lead: messageDeskWords.lead,
    roles: ['clerk', 'supervisor', 'admin'],
  },
  people: { href: '/desk/people', label: peopleWords.title, lead: peopleWords.lead, roles: ['admin'] },
  clients: { href: '/desk/clients', label: clientWords.title, lead: clientWords.lead, roles: ['admin'] },
  events: { href: '/desk/events', label: trailWords.title, lead: trailWords.lead, roles: ['admin'] },
  system: { href: '/desk/system', label: systemWords.title, lead: systemWords.lead, roles: ['admin'] },
  faults: {
    href: '/desk/faults',
    label: deskWords.faults,
    lead: deskWords.faultsLead,
    roles: ['contributor', 'reviewer', 'publisher', 'admin'],
  },
} as const satisfies Record<string, DeskPlace>

/** The places this person may go to. */
function placesOf(person: SignedInPerson): DeskPlace[] {
  return Object.values(deskPlaces).filter(place => holdsAny(person, place.roles)) as DeskPlace[]
}

/** Where a person's work begins after signing in: the queue, their one place, the desk, or for those without a desk the site. */
export function startOf(person: SignedInPerson): string {
  const places = placesOf(person)
  if (holdsAny(person, ['clerk', 'officer', 'supervisor'])) return deskPlaces.suggestions.href
  if (places.length === 1) return places[0]!.href
  return holdsAny(person, staffRoles) ? '/desk' : '/'
}

/** What the Desk layout shows of a person: name, roles in words, reminders that wait, places. */
export function deskFrame(person: SignedInPerson) {
  const reminders = person.unread
    ? [{ href: '/desk#reminders', label: deskWords.reminders.nav, count: person.unread }]
    : []
  return {
    nav: [...reminders, ...placesOf(person)],
    person: { name: person.name, about: person.roles.map(role => roles[role]).join('、') },
  }
}
