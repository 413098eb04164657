import type { APIRoute } from 'astro'

/** Staff pages, switches and tracking pages are nobody's search results. */
export const GET: APIRoute = ({ locals: { origin } }) =>
  new Response(
    [
      'User-agent: *',
      'Disallow: /admin',
      'Disallow: /desk',
      'Disallow: /elder',
      'Disallow: /login',
      'Disallow: /me',
      'Disallow: /participate/track/',
      '',
      `Sitemap: ${new URL('/sitemap.xml', origin).href}`,
      '',
    ].join('\n'),
    { headers: { 'Content-Type': 'text/plain; charset=utf-8' } },
  )
