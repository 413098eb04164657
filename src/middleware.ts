import { defineMiddleware, sequence } from 'astro:middleware'
import { currentPortal } from './portal.ts'
import { refuseWithoutContent, refuseWithoutDatabase, refuseWithoutRoom } from '#web/guard.ts'
import { asking } from '#people/asking.ts'
import { recordEvent } from '#people/events.ts'
import { inTime } from '#people/in-time.ts'
import { maskedPath } from '#web/masked-path.ts'
import { isOwnOrigin } from '#web/origin.ts'
import { plainResponse } from '#web/plain-page.ts'
import { addressOf } from '#web/rate-limit.ts'
import { prepareVisit } from '#web/visit.ts'

/** What every page may rely on: the edition visible now, how large to write, and what a visit opens. */
const prepare = defineMiddleware((context, next) => {
  const portal = currentPortal()
  const { locals, cookies, url } = context
  // Nobody looks for a NUL, and PostgreSQL takes none in a text: what an address asks is read without, also of those that
  // come into being when one goes: %0%000.
  while (url.search.includes('%00')) url.search = url.search.replaceAll('%00', '')
  locals.origin = portal.config.origin
  locals.requestId ??= crypto.randomUUID()
  locals.now = new Date()
  locals.edition = locals.draft?.edition ?? portal.content.editionAt(locals.now)
  locals.elder = cookies.get('elder')?.value === '1'
  locals.databaseAway = false
  prepareVisit(locals, { portal, person: undefined })
  return asking.run({ address: addressOf(context, portal.config.trustedProxies) }, next)
})

/** Programs prove themselves by a key that no browser sends by itself: who stands behind a session means nothing there. */
const isForPrograms = ({ pathname }: URL) => /^\/open311\/v2\/requests\.(?:json|xml)$/.test(pathname)

/** A form sent from another site is refused: the browser says in `Origin` where it stood. */
const refuseForeignForms = defineMiddleware(({ request, locals, url }, next) => {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || isForPrograms(url)) return next()
  const { origin, originIsSet } = currentPortal().config
  if (isOwnOrigin(request, url, originIsSet ? origin : undefined)) return next()
  return plainResponse(403, {
    requestId: locals.requestId,
    title: '没有保存',
    words: '这份表单不是从本站的页面上提交的。请在本站打开表单，再提交一次。',
  })
})

/**
 * A thrown error is logged with the id that the page shows: 507 when the disk is full, 503 when Git fails or the database is
 * away, else 500. A full disk, which a form or an endpoint may tell in its own words, is logged here alone.
 */
const logFailure = defineMiddleware(async (context, next) => {
  const { locals, request, url } = context
  const portal = currentPortal()
  const asked = { requestId: locals.requestId, method: request.method, path: maskedPath(url.pathname) }
  try {
    const response = await next()
    if (response.status === 507) portal.log('error', 'the disk is full', asked)
    return response
  } catch (error) {
    const full = refuseWithoutRoom(error, context)
    portal.log('error', full ? 'the disk is full' : 'a page failed', { ...asked, error })
    const refused = full ?? refuseWithoutContent(error, context)
    if (refused) return refused
    locals.databaseAway = (await portal.findDatabaseFault(error)) !== undefined
    const page = refuseWithoutDatabase(context)
    if (page) return page
    throw error
  }
})

/** Pages that are of no use without knowing who asks. */
const staffed = /^\/(?:admin|desk|login|logout|me|second-factor)(?:\/|$)/

/**
 * Who is signed in. When the database is away public pages go on without knowing, after a moment at most; guarded ones
 * answer 503.
 */
const recognise = defineMiddleware(async ({ request, locals, url }, next) => {
  const portal = currentPortal()
  const { log, sessions } = portal
  const lookUp = sessions.validate(request.headers.get('cookie'))
  const isForReaders = ['GET', 'HEAD'].includes(request.method) && !staffed.test(url.pathname)
  const signedIn = await inTime(lookUp, isForReaders ? 700 : 8000).catch((error: unknown) => {
    log('error', 'the session could not be looked up', { requestId: locals.requestId, error })
    locals.databaseAway = true
    return undefined
  })
  prepareVisit(locals, { portal, person: signedIn?.person })
  locals.personId = signedIn?.person.id
  // What an editor has saved on one machine is there on all.
  if (/^\/admin\//.test(url.pathname)) await inTime(portal.content.followed(), 3000).catch(() => {})
  const response = await next()
  if (signedIn && request.method === 'POST' && response.status === 403)
    await recordEvent(portal.db, {
      actor: { kind: 'person', id: signedIn.person.id },
      action: 'request.refused',
      object: { kind: 'path', id: maskedPath(url.pathname) },
      result: 'refused',
      at: locals.now,
    })
  if (signedIn) response.headers.set('Cache-Control', 'private, no-store')
  // A page that signs out has the last word on the cookie.
  if (signedIn?.freshCookie && !response.headers.has('Set-Cookie'))
    response.headers.append('Set-Cookie', signedIn.freshCookie)
  return response
})

/**
 * What caches between us and the reader have to know of a page that says nothing itself: it is asked for each time, and
 * differs by the cookie (elder mode, who is signed in).
 */
const describe = defineMiddleware(async (_context, next) => {
  const response = await next()
  const { headers } = response
  if (!headers.get('Content-Type')?.startsWith('text/html')) return response
  headers.set('Content-Type', 'text/html; charset=utf-8')
  if (!headers.get('Vary')?.includes('Cookie')) headers.append('Vary', 'Cookie')
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-cache')
  return response
})

/**
 * A page that is the same for everybody is made once for all who ask for it, and the last one is shown while the database
 * is away; what a form has changed is made anew.
 */
const share = defineMiddleware(async ({ request, locals, url }, next) => {
  const { turn } = locals
  try {
    const response = await next()
    // Nothing has changed when a form is refused.
    if (request.method === 'POST' && response.status < 400) currentPortal().pages.written()
    const isAway = response.status === 503
    if (!turn || (response.status !== 200 && !isAway)) return response
    const { edition, elder, shared } = locals
    if (!shared) {
      if (!isAway) turn.refuse(url)
      return response
    }
    const type = response.headers.get('Content-Type')!
    const html = await response.text()
    const kept = turn.keep({ url, elder, type, html, edition, ...shared, partial: shared.partial || isAway })
    if (kept) return new Response(kept.html, { headers: kept.headers })
    return new Response(html, { status: response.status, headers: response.headers })
  } finally {
    turn?.end()
  }
})

export const onRequest = sequence(share, describe, prepare, logFailure, recognise, refuseForeignForms)
