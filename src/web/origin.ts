/**
 * Whether a state-changing request may come from our own pages. Every browser we serve names the
 * origin on a POST. A client that names none is a machine without anyone's cookies (they are
 * SameSite=Lax), unless it says itself that it stood on another site.
 * Without a configured origin (trying out) the request's own host is believed.
 */
export function isOwnOrigin(request: Request, url: URL, configured: string | undefined): boolean {
  const origin = request.headers.get('origin')
  if (origin === null) return ['same-origin', null].includes(request.headers.get('sec-fetch-site'))
  if (configured) return origin === configured
  return URL.canParse(origin) && new URL(origin).host === url.host
}
