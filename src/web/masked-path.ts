/** Below these an address holds a secret: the code of a suggestion, a waiting photo, an invitation, a feed, a guardian's link, a child's record. */
const secretBelow = [
  '/participate/track',
  '/participate/photos',
  '/invitation',
  '/volunteer/guardian',
  '/volunteer/objection',
  '/volunteer/hand-over',
  '/volunteer/calendar',
]

const secret = new RegExp(`^(${secretBelow.join('|')})/[^/]+`)

/** The path as logs and events may name it: without secrets, and never with its query. */
export function maskedPath(pathname: string): string {
  return pathname.replace(secret, '$1/…').slice(0, 300)
}
