import { isDiskFull, noRoomStatus, noRoomWords } from '#forms/disk-full.ts'
import { holdsAny, type Role, roles } from '#people/roles.ts'
import { needsSecondFactor } from '#people/second-factor.ts'
import type { SignedInPerson } from '#people/session.ts'
import type { Portal } from '#portal.ts'
import { seeOther } from './outcome.ts'
import { plainResponse } from './plain-page.ts'

/** What a guard needs of a page or an endpoint: `Astro` and `APIContext` both fit. */
interface Visit {
  request: Request
  url: URL
  locals: App.Locals
}

/** What a page reaches only through its visit. */
export interface Inside {
  portal: Portal
  person: SignedInPerson | undefined
}

/**
 * The signed-in person, or the response to return instead: to the sign-in page (303) when there is
 * none, 503 when the database is away and nobody can be recognised.
 */
export function requirePerson(
  visit: Visit,
  { person, portal }: Inside,
  signIn: '/login' | '/me/sign-in' = '/login',
): SignedInPerson | Response {
  if (person && isSecondFactorAsked(portal, person, signIn === '/login'))
    return seeOther(`/second-factor?${new URLSearchParams({ next: nextOf(visit) })}`)
  if (person) return person
  return refuseWithoutDatabase(visit) ?? seeOther(signInAddress(visit, signIn))
}

/** The same person for an endpoint that answers a script and never redirects: undefined until the second factor is shown. */
export function findPerson({ person, portal }: Inside): SignedInPerson | undefined {
  return person && !isSecondFactorAsked(portal, person, true) ? person : undefined
}

/** Who has a second factor shows it; who may see others' personal data sets one up before the desk, where the configuration asks for it. */
function isSecondFactorAsked({ config }: Portal, { roles, secondFactor }: SignedInPerson, atDesk: boolean): boolean {
  return (
    secondFactor === 'due' || (atDesk && secondFactor === 'none' && config.secondFactor && needsSecondFactor(roles))
  )
}

export const awayWords = {
  title: '暂时办不了',
  page: '数据库暂时没有回应，这一页现在打不开。请一两分钟后再试。',
  form: '数据库暂时没有回应，这一步没有完成。请一两分钟后再试；填写的内容，用浏览器的“后退”多半还在。',
}

/** The page with 503 while the database is away, or undefined. */
export function refuseWithoutDatabase({ request, locals: { databaseAway, requestId } }: Visit): Response | undefined {
  if (!databaseAway) return undefined
  const words = request.method === 'POST' ? awayWords.form : awayWords.page
  return plainResponse(503, { requestId, title: awayWords.title, words }, { 'Retry-After': '60' })
}

/** The page with 507 when that is what the error says, or undefined. */
export function refuseWithoutRoom(error: unknown, { locals: { requestId } }: Visit): Response | undefined {
  if (!isDiskFull(error)) return undefined
  return plainResponse(noRoomStatus, { requestId, title: '暂时存不进去', words: noRoomWords }, { 'Retry-After': '600' })
}

export const contentAwayWords = {
  page: '内容仓库（存放文章和草稿的地方）暂时不能读写，这一页现在打不开。不是你操作有误，请过几分钟再试；一直这样，请告诉运维人员。',
  form: '内容仓库（存放文章和草稿的地方）暂时不能读写，这一步没有完成。不是你填错了，请过几分钟再试；填写的内容，用浏览器的“后退”多半还在。',
}

/** The page with 503 when that is what the error says: Git failed (publishing/git/git.ts). Or undefined. */
export function refuseWithoutContent(error: unknown, { request, locals: { requestId } }: Visit): Response | undefined {
  if ((error as Error | undefined)?.name !== 'GitError') return undefined
  const words = request.method === 'POST' ? contentAwayWords.form : contentAwayWords.page
  return plainResponse(503, { requestId, title: awayWords.title, words }, { 'Retry-After': '60' })
}

/** `requirePerson` for those who hold one of the roles; anyone else gets a page with 403. */
export function requireRole(
  visit: Visit,
  inside: Inside,
  allowed: readonly [Role, ...Role[]],
): SignedInPerson | Response {
  const person = requirePerson(visit, inside)
  if (person instanceof Response || holdsAny(person, allowed)) return person
  const needed = allowed.map(role => `“${roles[role]}”`).join('')
  return plainResponse(403, {
    requestId: visit.locals.requestId,
    title: '这里不对你的角色开放',
    words: `这一页只对${needed}开放，你的角色是${person.roles.map(role => `“${roles[role]}”`).join('')}。如果工作需要，请联系管理员。`,
  })
}

/** The page with 405 for any other method, or undefined. HEAD counts as GET. */
export function refuseOtherMethods(visit: Visit, ...allowed: ('GET' | 'POST')[]): Response | undefined {
  const method = visit.request.method === 'HEAD' ? 'GET' : visit.request.method
  if (allowed.some(one => one === method)) return undefined
  const page = {
    requestId: visit.locals.requestId,
    title: '这个网址不能这样打开',
    words: '它只接收网页上按钮提交的内容。请返回上一页，从页面上的按钮操作。',
  }
  return plainResponse(405, page, { Allow: allowed.join(', ') })
}

/** A form cannot be repeated by a link: after signing in one returns to the page it stood on, told that nothing was kept. */
function signInAddress({ request, url }: Visit, signIn: string): string {
  if (request.method === 'GET' || request.method === 'HEAD')
    return `${signIn}?${new URLSearchParams({ next: nextOf({ request, url }) })}`
  return `${signIn}?${new URLSearchParams({ next: nextOf({ request, url }, signIn === '/login' ? '/desk' : '/me'), unsaved: '1' })}`
}

const maxQuery = 2000

/** Where to go on: the page asked for, or the one a form stood on. */
function nextOf({ request, url }: Pick<Visit, 'request' | 'url'>, otherwise = '/desk'): string {
  // A browser refuses an answer whose head is too long.
  if (request.method === 'GET' || request.method === 'HEAD')
    return url.pathname + (url.search.length > maxQuery ? '' : url.search)
  const referer = request.headers.get('referer') ?? ''
  const from = URL.canParse(referer) ? new URL(referer) : undefined
  return from ? from.pathname + from.search : otherwise
}
