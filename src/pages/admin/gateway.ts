import type { APIRoute } from 'astro'
import { answerGateway } from '#publishing/decap/gateway.ts'
import { isDiskFull, noRoomWords } from '#forms/disk-full.ts'
import { gatewayHeader, type GatewayRefusal } from '#publishing/decap/protocol.ts'
import { isGitTrouble } from '#publishing/git/git.ts'
import { isRefusal, refusal, statusOf } from '#publishing/drafts/refusals.ts'
import { findExposureFacts } from '#suggestions/exposure-facts.ts'
import { gatewayWords as words } from '#publishing/decap/words.ts'
import { readJson } from '#web/json-body.ts'
import { bodyLimit } from '#web/limits.ts'
import { open } from '#web/visit.ts'

/**
 * What Decap asks and saves: `POST { branch, action, params }` as JSON, with a header that no other site can send.
 * Answers are JSON and never redirect, so that the text stays in the editor.
 */
export const POST: APIRoute = async context => {
  const { request, url } = context
  if (context.locals.databaseAway) return answer(refusal('unavailable', words.unavailable))
  const visit = open(context, { methods: ['POST'], neverLeads: true })
  if (visit instanceof Response) return visit
  const { person, portal, now, requestId } = visit
  if (!person) return answer(refusal('not-signed-in', words.notSignedIn))
  const isOurs =
    request.headers.get('content-type')?.startsWith('application/json') && request.headers.has(gatewayHeader)
  if (!isOurs) return answer(refusal('bad-request', words.badRequest))
  const read = await readJson(request)
  if ('fault' in read)
    return answer(
      read.fault === 'too-large'
        ? refusal('too-large', words.tooLarge(bodyLimit(url.pathname) / 1024 / 1024))
        : refusal('bad-request', words.badRequest),
    )
  const { db, content } = portal
  try {
    return answer(
      await answerGateway(
        { db, content, person, now, suggestionFacts: (number, unit) => findExposureFacts(db, number, unit, now) },
        read.body,
      ),
    )
  } catch (error) {
    if (isDiskFull(error)) return answer(refusal('no-room', noRoomWords))
    portal.log('error', 'the gateway failed', { requestId, error })
    if (isGitTrouble(error)) return answer(refusal('unavailable', words.gitTrouble))
    const isAway = (await portal.findDatabaseFault(error)) !== undefined
    return answer(refusal('unavailable', isAway ? words.unavailable : words.failed))
  }
}

export const ALL: APIRoute = () =>
  answer(refusal('bad-request', words.badRequest), { status: 405, headers: { Allow: 'POST' } })

function answer(
  body: object | GatewayRefusal,
  {
    status = isRefusal(body) ? statusOf[body.reason] : 200,
    headers = {},
  }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'private, no-store', ...headers },
  })
}
