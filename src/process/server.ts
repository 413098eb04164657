import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import compression from 'compression'
import sirv from 'sirv'
import { seedDemo } from '#demo/seed.ts'
import { ownAddress } from '#config.ts'
import { openPortal } from '#portal.ts'
import { securityHeaders } from '#web/headers.ts'
import { bodyLimit } from '#web/limits.ts'
import { maskedPath } from '#web/masked-path.ts'
import { isForOneHost, readTarget } from '#web/asked-address.ts'
import { type PlainPage, plainPage } from '#web/plain-page.ts'
import type { PageTurn } from '#web/page-turn.ts'
import { forwardedAddress } from '#web/rate-limit.ts'
import { configOrExit, exitWith, namedListenError } from './cannot-start.ts'
import { logWarnings } from './log.ts'
import { createMetrics } from './metrics.ts'
import { codingOf } from './page-cache.ts'
import { createProbes } from './probes.ts'
import { sweepHourly } from './sweep.ts'
import { failedWords, notUnderstood, tooLong, tooMuchHead, tooSlow } from './refusal-words.ts'
import { drainWords, tellAlive } from './workers.ts'

type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: () => void,
  locals?: object,
) => void | Promise<void>

/** What a request takes along into Astro, and what comes back of it: its `locals` (env.d.ts). */
type Asked = Pick<App.Locals, 'requestId' | 'personId' | 'turn'>

const startedAt = performance.now()
const config = configOrExit()
const exit = (error: Error): never => exitWith(error, config)
const portal = await openPortal(config).catch(exit)
const demo = await seedDemo(portal, portal.content.editionAt(new Date()).settings).catch(exit)

// Our server listens; Astro's built handler only answers.
process.env.ASTRO_NODE_AUTOSTART = 'disabled'
const root = new URL('../../dist/', import.meta.url)
const { handler } = (await import(new URL('server/entry.mjs', root).href).catch(exit)) as { handler: Handler }
const serveFile = sirv(fileURLToPath(new URL('client/', root)), {
  etag: true,
  dotfiles: false,
  // Where the build has compressed a file already (src/process/compressed-files.ts).
  brotli: true,
  gzip: true,
  setHeaders(response, pathname) {
    // Addresses under /_astro/ carry a hash of the content, those of Decap's files its version.
    const isFixed = /^\/(?:_astro\/|admin\/decap-)/.test(pathname)
    response.setHeader('Cache-Control', isFixed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600')
  },
})
const compress = compression({ threshold: 1024 })

let draining = false
let drainingSince = 0
const metrics = createMetrics(portal)
const answerMachines = createProbes(portal, metrics, () => draining)
let toldOfProxy = false
/** Connections on which nothing has been asked yet. */
const unread = new Set<Socket>()
const server = createServer(
  {
    headersTimeout: 20_000,
    requestTimeout: 180_000,
    keepAliveTimeout: 65_000,
    maxHeaderSize: 16_384,
    requireHostHeader: false,
  },
  answer,
)
server.on('connection', socket => {
  unread.add(socket)
  socket.once('close', () => unread.delete(socket))
})
// What somebody expects beyond `100-continue` may be ignored (RFC 9110, 10.1.1); Node's own refusal has no words.
server.on('checkExpectation', answer)
server.on('clientError', ({ code, rawPacket }: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket) => {
  // Whoever sends like this may never hang up: ended on our side alone, the connection would stay for ever.
  setTimeout(() => socket.destroy(), 2000).unref()
  if (!socket.writable) return
  const requestId = randomUUID()
  const [status, said] =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ['408 Request Timeout', tooSlow]
      : code === 'HPE_HEADER_OVERFLOW'
        ? isAddressLong(rawPacket)
          ? ['414 URI Too Long', tooLong]
          : ['431 Request Header Fields Too Large', tooMuchHead]
        : ['400 Bad Request', notUnderstood]
  const html = plainPage({ ...said, requestId })
  const headers = {
    ...headersOfAll(undefined, requestId),
    Connection: 'close',
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(html),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${html}`)
})
server.on('error', error => exit(namedListenError(error, config)))
server.listen(config.port, config.host, announce)
process.on('SIGTERM', drain)
process.on('SIGINT', drain)
process.on('message', words => {
  if (words === drainWords && !draining) void drain()
})
tellAlive()
sweepHourly(portal)
logWarnings(portal.log)

/** Whether it is the address that fills the head of a request, or what follows it: where its first line ends. */
const isAddressLong = (head?: Buffer) => !head || !head.subarray(0, 4096).includes('\r\n')

/** What no answer goes without, whoever makes it. */
const headersOfAll = (pathname: string | undefined, requestId: string): Record<string, string> => ({
  ...securityHeaders(pathname, config.origin.startsWith('https:')),
  'X-Request-Id': requestId,
})

/** Whatever is thrown on the way to an answer ends that request alone, with an id that the log has too. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const asked: Asked = { requestId: randomUUID() }
  const fail = (error: unknown) => {
    const path = maskedPath(readTarget(request.url ?? '/')?.pathname ?? '')
    portal.log('error', 'a request failed', { requestId: asked.requestId, method: request.method, path, error })
    if (response.headersSent) response.destroy()
    else refuse(request, response, 500, { requestId: asked.requestId, ...failedWords })
  }
  unread.delete(request.socket)
  metrics.watch(response)
  try {
    if (config.accessLog) logAccess(request, response, asked)
    const isUnderstood = isForOneHost(request)
    // Almost every request ends here, so it waits for nothing and makes no promise.
    if (isUnderstood && !draining && portal.pages.give(request, response, asked.requestId)) return
    takeIn(request, response, { asked, isUnderstood, fail }).catch(fail)
  } catch (error) {
    fail(error)
  }
}

async function takeIn(
  request: IncomingMessage,
  response: ServerResponse,
  { asked, isUnderstood, fail }: { asked: Asked; isUnderstood: boolean; fail: (error: unknown) => void },
): Promise<void> {
  const { requestId } = asked
  if (!toldOfProxy && config.trustedProxies === 0 && request.headers['x-forwarded-for'] !== undefined) {
    toldOfProxy = true
    portal.log('warn', 'a proxy stands in front and TRUSTED_PROXIES is 0: every reader has the address of the proxy')
  }
  const target = readTarget(request.url ?? '/')
  for (const [name, value] of Object.entries(headersOfAll(target?.pathname, requestId))) response.setHeader(name, value)
  if (draining) response.setHeader('Connection', 'close')
  if (!target || !isUnderstood) return refuse(request, response, 400, { requestId, ...notUnderstood })
  const { pathname } = target
  const address = pathname + target.search
  if (address !== request.url) return void response.writeHead(308, { Location: address }).end()
  if (!['GET', 'HEAD', 'POST', 'OPTIONS'].includes(request.method ?? '')) {
    response.setHeader('Allow', 'GET, HEAD, POST')
    return refuse(request, response, 405, { requestId, title: '不支持这种请求', words: '请从网页上的按钮或链接操作。' })
  }
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit(pathname)) {
    return refuse(request, response, 413, {
      requestId,
      title: '内容太大了',
      words: '这次提交超过了大小上限，没有保存。请减少照片的数量或尺寸，返回上一页再试。',
    })
  }
  const answered = answerMachines(request, response, pathname)
  if (answered) return answered
  // Astro's on-demand image endpoint would let anyone ask for any width.
  if (pathname === '/_image' || pathname === '/metrics')
    return refuse(request, response, 404, { requestId, title: '没有这个页面', words: '请从首页重新找一找。' })

  const askAstro = async () => {
    response.removeHeader('Cache-Control')
    await handler(request, response, undefined, asked)
  }
  const make = (turn?: PageTurn) => {
    asked.turn = turn
    // One reading of what a browser takes, for files too: sirv sees a name and no `q=0` behind it.
    request.headers['accept-encoding'] = codingOf(request.headers['accept-encoding'])
    compress(request as never, response as never, () => {
      if (request.method === 'POST') return void askAstro().catch(fail)
      serveFile(request, response, () => void askAstro().catch(fail))
    })
  }
  if (!portal.pages.answer(request, response, { target, requestId }, make)) make()
}

/** One line for each answer, once it is sent or the reader has gone: never a query, and no secret of a path. */
function logAccess(request: IncomingMessage, response: ServerResponse, asked: Asked): void {
  const begin = performance.now()
  const { socket, method, url = '/' } = request
  const before = socket.bytesWritten
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
  const address = forwardedAddress(forwarded, config.trustedProxies) ?? socket.remoteAddress
  response.once('close', () =>
    portal.log('info', 'request', {
      requestId: asked.requestId,
      method,
      path: maskedPath(readTarget(url)?.pathname ?? ''),
      status: response.writableFinished ? response.statusCode : 499,
      bytes: socket.bytesWritten - before,
      milliseconds: Math.round(performance.now() - begin),
      address,
      person: asked.personId,
    }),
  )
}

/**
 * Answers at once, without looking at the body. The rest of it is swallowed before the answer is ended,
 * because ending it closes the connection: closed while bytes still arrive it is reset, and the browser
 * would show an error of its own instead of our page.
 */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, page: PlainPage): void {
  const html = plainPage(page)
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(html),
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  if (request.method !== 'HEAD') response.write(html)
  if (request.readableEnded) return void response.end()
  request.resume()
  request.once('end', () => response.end())
  const giveUp = setTimeout(() => request.destroy(), 10_000).unref()
  request.once('close', () => clearTimeout(giveUp))
}

function announce(): void {
  const { port } = server.address() as AddressInfo
  if (!config.originIsSet) config.origin = ownAddress(config.host, port)
  if (demo) portal.log('info', `sample people and their passwords: ${demo.accountsFile}`)
  portal.log('info', `listening on ${ownAddress(config.host, port)}`, {
    port,
    pid: process.pid,
    ...(config.originIsSet && { origin: config.origin }),
    version: config.version,
    milliseconds: Math.round(performance.now() - startedAt),
  })
}

/**
 * Finishes what was begun, then closes the portal. New requests are answered for another moment: some were
 * sent and not read yet, and closing on them would reset their connections. So the listener closes when
 * nobody has been waiting for two looks in a row, and after two seconds in any case (a browser may hold a
 * connection open for nothing). A second signal, or ten seconds, end it at once.
 */
async function drain(): Promise<void> {
  // Ctrl-C in a terminal may reach a worker twice, from the terminal and through start.ts.
  if (draining && performance.now() - drainingSince < 500) return
  if (draining) process.exit(1)
  draining = true
  drainingSince = performance.now()
  setTimeout(() => server.closeAllConnections(), 10_000).unref()
  const patience = performance.now() + 2000
  for (let quiet = 0; quiet < 2 && performance.now() < patience;) {
    await wait(100)
    quiet = unread.size === 0 ? quiet + 1 : 0
  }
  server.close(() => portal.close().then(() => process.exit(0), exit))
}
