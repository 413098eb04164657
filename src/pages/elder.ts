import type { APIRoute } from 'astro'
import { localPath } from '#web/local-path.ts'
import { seeOther } from '#web/outcome.ts'

const oneYear = 365 * 24 * 3600

/**
 * Switches the elder mode (适老化) by a cookie and goes back to where the reader was; a plain link, so that it works
 * without JavaScript. `to` is `on` or `off` (left out: the other one), `next` a path on this site.
 */
export const GET: APIRoute = ({ url, cookies, locals }) => {
  const to = url.searchParams.get('to')
  const on = to === 'on' || (to !== 'off' && !locals.elder)
  if (on)
    cookies.set('elder', '1', {
      path: '/',
      maxAge: oneYear,
      sameSite: 'lax',
      httpOnly: true,
      // A proxy in front has ended https before.
      secure: locals.origin.startsWith('https:'),
    })
  else cookies.delete('elder', { path: '/' })
  return seeOther(localPath(url.searchParams.get('next')) ?? '/')
}
