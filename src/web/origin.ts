/**
 * Whether a state-changing request comes from our own pages. A browser says so in `Origin`, an old one in `Referer` alone;
 * what says nothing is refused, because nobody can tell for whom it speaks. Without a configured origin (trying out) the
 * request's own host is believed.
 */
export function isOwnOrigin({ headers }: Request, url: URL, configured: string | undefined): boolean {
  const named = headers.get('origin') ?? headers.get('referer')
  if (named === null) return headers.get('sec-fetch-site') === 'same-origin'
  const stoodAt = URL.parse(named)
  return configured ? stoodAt?.origin === configured : stoodAt?.host === url.host
}
