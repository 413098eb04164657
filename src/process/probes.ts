import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Portal } from '#portal.ts'
import type { Metrics } from './metrics.ts'
import { bearable } from './readiness.ts'

/**
 * What the machines of the house ask: `/healthz` whether the process is alive, `/readyz` whether it should be sent
 * requests, `/metrics` how it fares.
 */
export function createProbes(portal: Portal, metrics: Metrics, isStopping: () => boolean) {
  const { config, content, log } = portal
  let toldOf = ''

  async function readyz(response: ServerResponse): Promise<void> {
    const { faults } = await portal.readiness()
    const failing = [...Object.keys(faults), ...(isStopping() ? ['stopping'] : [])]
    // Reasons are for the log and the desk: they name hosts and folders.
    if (failing.join() !== toldOf) log(failing.length > 0 ? 'warn' : 'info', 'readiness', { failing, ...faults })
    toldOf = failing.join()
    const isReady = failing.every(check => bearable.includes(check))
    sendJson(response, isReady ? 200 : 503, {
      status: isReady ? 'ready' : 'not ready',
      failing,
      ...facts(),
    })
  }

  const facts = () => ({ version: config.version, contentCommit: content.editionAt(new Date()).commit })

  /** Answers if that is its business, else undefined; `/metrics` is for those who may read it and for all others an address without a page. */
  return (request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> | undefined => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
    if (pathname === '/healthz') {
      // Told, but no reason to restart: what was read last is shown on.
      const repository = content.fault() === undefined ? 'ok' : 'fault'
      return Promise.resolve(sendJson(response, 200, { status: 'ok', contentRepository: repository, ...facts() }))
    }
    if (pathname === '/readyz') return readyz(response)
    if (pathname === '/metrics' && mayReadMetrics(request, config.metricsToken)) return metrics.answer(response)
    return undefined
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(JSON.stringify(body))
}

/** Who holds the token, or asks on this machine itself: what a proxy passes on comes from elsewhere. */
function mayReadMetrics({ headers, socket }: IncomingMessage, token: string | undefined): boolean {
  const [, given = ''] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
  // Two texts of as many characters may differ in bytes; two hashes never do.
  const hash = (text: string) => createHash('sha256').update(text).digest()
  if (token && timingSafeEqual(hash(given), hash(token))) return true
  const isPassedOn = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some(name => headers[name] !== undefined)
  return !isPassedOn && /^(?:::1|(?:::ffff:)?127(?:\.\d+){3})$/.test(socket.remoteAddress ?? '')
}
