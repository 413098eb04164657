import type { APIRoute } from 'astro'

const oneYear = 365 * 24 * 3600

/**
 * Switches the elder mode (适老化) by a cookie and goes back to where the reader was; a plain link, so that it works
 * without JavaScript. `to` is `on` or `off` (left out: the other one), `next` a path on this site.
 */
export const GET: APIRoute = ({ url, cookies, locals }) => {
  const to = url.searchParams.get('to')
  const on = to === 'on' || (to !== 'off' && !locals.elder)
  if (on) cookies.set('elder', '1', { path: '/', maxAge: oneYear, sameSite: 'lax', httpOnly: true, secure: url.protocol === 'https:' })
  else cookies.delete('elder', { path: '/' })
  return new Response(null, { status: 303, headers: { Location: pathOnThisSite(url.searchParams.get('next')), 'Cache-Control': 'no-store' } })
}

/** Never another host: `//elsewhere` and `/\elsewhere` are hosts to a browser. */
function pathOnThisSite(next: string | null): string {
  if (!next?.startsWith('/')) return '/'
  const here = new URL('http://localhost')
  const there = URL.parse(next, here)
  return there?.origin === here.origin ? there.pathname + there.search : '/'
}
