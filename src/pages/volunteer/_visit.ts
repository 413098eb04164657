import { volunteerRefusals } from '#volunteering/words.ts'

/** The id in an address, or undefined when it cannot be one. */
export function idIn(text: string | undefined): number | undefined {
  return text && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

/** Why it was refused, in words. */
export function wordsOf(refused: string): string {
  return volunteerRefusals[refused] ?? '没有办成，请刷新页面再试'
}

const unknown = ['shift-unknown', 'sign-up-unknown', 'organisation-unknown', 'activity-unknown', 'need-unknown', 'consent-unknown', 'not-published']
/** What the person can put right on the form itself. */
const toPutRight = ['too-young', 'needs-consent', 'needs-company', 'party-too-large', 'not-a-volunteer', 'bad-times', 'in-the-past']

/** 404 for what nobody has, 403 for somebody else's, 422 for what can be put right, 409 for what came too late. */
export function statusOf(refused: string): 403 | 404 | 409 | 422 {
  if (unknown.includes(refused)) return 404
  if (refused === 'not-yours') return 403
  return toPutRight.includes(refused) || refused.startsWith('bad-') ? 422 : 409
}

/** A 303 that no cache keeps. */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location, 'Cache-Control': 'no-store' } })
}
