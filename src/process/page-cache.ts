import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { dayOf, momentOf } from '#calendar/lishui.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import type { Target } from '#web/asked-address.ts'
import type { KeptPage, PageTurn } from '#web/page-turn.ts'

interface Kept extends Pick<KeptPage, 'headers'> {
  edition: Edition
  readsDatabase: boolean
  /** How many writes there had been when it was begun. */
  writes: number
  until: number
  identity: Answer
  /** What a 304 says. */
  unchanged: string[]
  gzip?: Answer
  br?: Answer
}

/** What goes over the wire: head lines, name and value in turn, and body. */
interface Answer {
  head: string[]
  bytes: Buffer
}

/** What caches between the portal and its readers may do: keep a page for seconds, and show it while they ask for the next. */
const sharedFor = 'public, max-age=0, s-maxage=5, stale-while-revalidate=30'

/**
 * Keeps whole public pages, in every coding, in front of Astro. A page says that it may be kept, and what it reads of the
 * query (`open(Astro, { shared: [] })`); then it knows of no person. It is made anew
 *
 * - with the edition: after each publication, and when an entry is due or expires;
 * - when it is a minute old, and at midnight in Lishui, for what it says of time;
 * - if it reads the database, after any form that this process has taken in, and when the database tells of a change
 *   (`isTold`; while nothing can be told, when it is five seconds old).
 *
 * One reader has a page made, the others wait for it.
 */
export function createPageCache({
  editionAt,
  isTold,
  headers = {},
  maxBytes,
}: {
  editionAt(now: Date): Edition
  /** Whether changes of the database are told at present: to `written`. */
  isTold(): boolean
  /** Of every answer. */
  headers?: Record<string, string>
  /** With 0 nothing is kept. */
  maxBytes: number
}) {
  // Both codings together take about half of what the page does; head lines and keys take some room too.
  const sizeCalculation = ({ identity }: Kept, key: string) =>
    Math.ceil(identity.bytes.length * 1.5) + 2 * key.length + 2000
  const pages = new LRUCache<string, Kept>({ maxSize: Math.ceil(maxBytes * 0.75) || 1, sizeCalculation })
  // On a shelf of their own, so that nobody pushes pages out by asking for one filter after another.
  const filtered = new LRUCache<string, Kept>({ maxSize: Math.ceil(maxBytes * 0.25) || 1, sizeCalculation })
  /** What the page at a path reads of the query; false when it is not kept. */
  const known = new LRUCache<string, readonly string[] | false>({ max: 20_000 })
  const making = new Map<string, Promise<void>>()
  const counts = { hits: 0, misses: 0 }
  let writes = 0

  const shelfOf = (key: string) => (key.includes('?') ? filtered : pages)

  function find(key: string): Kept | undefined {
    const page = shelfOf(key).get(key)
    const now = new Date()
    if (!page || now.getTime() >= page.until || page.edition !== editionAt(now)) return undefined
    return page.readsDatabase && page.writes !== writes ? undefined : page
  }

  /** Answers from what is kept at this very address. Almost every request ends here: so it looks at nothing else. */
  function give(request: IncomingMessage, response: ServerResponse, requestId: string): boolean {
    if (request.method !== 'GET' || request.headers['content-length'] !== undefined) return false
    const page = find(request.headers.cookie === undefined ? request.url! : keyOf(request, request.url!))
    if (page) send(request, response, page, requestId)
    return page !== undefined
  }

  /**
   * Answers a request for a page from what is kept, or has it made: `make` gets a turn when the page may be kept. False for
   * requests that are not its business; then nothing has been done.
   */
  function answer(
    request: IncomingMessage,
    response: ServerResponse,
    { target, requestId }: { target: Target; requestId: string },
    make: (turn?: PageTurn) => void,
  ): boolean {
    const { pathname } = target
    const names = known.get(pathname)
    // A dot stands in the addresses of files and of feeds alone.
    const isFile = pathname.includes('.') && !pathname.endsWith('.xml')
    if (maxBytes === 0 || names === false || isFile || !['GET', 'HEAD'].includes(request.method!)) return false
    const search = names ? queryOf(target.search, names) : target.search
    const key = keyOf(request, pathname + search)

    const page = find(key)
    if (page) {
      send(request, response, page, requestId)
      return true
    }
    const another = making.get(key)
    if (another) {
      void another.then(() => {
        const page = find(key)
        if (page) return send(request, response, page, requestId)
        counts.misses += 1
        return make()
      })
      return true
    }
    counts.misses += 1
    request.url = pathname + search
    // A page is made for nobody in particular, or it is not kept.
    const turn = request.method === 'GET' && !isSignedIn(request) ? takeTurn(key, { pathname, search }) : undefined
    if (turn) response.once('close', turn.end)
    make(turn)
    return true
  }

  function takeTurn(key: string, { pathname, search }: Target): PageTurn {
    const begun = { writes, now: new Date() }
    // Two programs may read one request in two ways: what was made must be what was asked for here.
    const isOurs = (url: URL, elder: boolean) =>
      url.pathname === pathname && url.search === search && key.startsWith('elder ') === elder
    const { promise, resolve } = Promise.withResolvers<void>()
    making.set(key, promise)
    return {
      keep({ url, elder, type, html, query, edition, readsDatabase, partial }) {
        if (!isOurs(url, elder)) return undefined
        known.set(pathname, query)
        const last = shelfOf(key).peek(key)
        if (partial) {
          if (last?.edition !== edition) return undefined
          shelfOf(key).set(key, { ...last, writes, until: soonest(begun.now, 5) })
          return { html: last.identity.bytes.toString(), headers: last.headers }
        }
        // A link on the page may hold the whole query: then it is right for this address alone.
        if (search !== queryOf(search, query)) return undefined
        const bytes = Buffer.from(html)
        const validators = {
          'Cache-Control': sharedFor,
          ETag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
          Vary: 'Accept-Encoding, Cookie',
        }
        const about = { ...validators, 'Content-Type': type }
        const page: Kept = {
          edition,
          readsDatabase,
          writes: begun.writes,
          until: soonest(begun.now, readsDatabase && !isTold() ? 5 : 60),
          headers: about,
          unchanged: Object.entries({ ...headers, ...validators }).flat(),
          identity: {
            head: Object.entries({
              ...headers,
              ...about,
              'Content-Length': `${bytes.length}`,
            }).flat(),
            bytes,
          },
        }
        shelfOf(key).set(key, page)
        return { html, headers: page.headers }
      },
      refuse: ({ pathname: made }) => void (made === pathname && known.set(pathname, false)),
      end() {
        // It is ended once more when its own reader has everything: by then the turn may be another's.
        if (making.get(key) === promise) making.delete(key)
        resolve()
      },
    }
  }

  function send(request: IncomingMessage, response: ServerResponse, page: Kept, requestId: string): void {
    counts.hits += 1
    const has = request.headers['if-none-match']
    if (has !== undefined && isSame(has, page.headers.ETag)) {
      response.writeHead(304, [...page.unchanged, 'X-Request-Id', requestId]).end()
      return
    }
    const write = ({ head, bytes }: Answer) =>
      void response
        .writeHead(200, [...head, 'X-Request-Id', requestId])
        .end(request.method === 'HEAD' ? undefined : bytes)
    const coding = codingOf(request.headers['accept-encoding'])
    const answer = page[coding]
    if (answer) write(answer)
    else void encode(page, coding).then(write)
  }

  async function encode(page: Kept, coding: Coding): Promise<Answer> {
    if (coding === 'identity') return page.identity
    const bytes = await compress[coding](page.identity.bytes)
    const about = {
      ...headers,
      ...page.headers,
      'Content-Encoding': coding,
      'Content-Length': `${bytes.length}`,
    }
    return (page[coding] = { head: Object.entries(about).flat(), bytes })
  }

  return {
    give,
    answer,
    /** Something in the database has changed. */
    written: () => void (writes += 1),
    report: () => ({
      ...counts,
      pages: pages.size + filtered.size,
      bytes: pages.calculatedSize + filtered.calculatedSize,
    }),
  }
}

export type PageCache = ReturnType<typeof createPageCache>

type Coding = 'identity' | 'gzip' | 'br'

const compress = {
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
  br: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
}

/** Browsers say one of a handful of things. */
const codings = new LRUCache<string, Coding>({ max: 100 })

/** In what coding an answer goes to who sends this `Accept-Encoding`. */
export function codingOf(accepted: string | string[] = ''): Coding {
  const line = String(accepted).toLowerCase()
  let coding = codings.get(line)
  if (!coding) {
    const takes = (name: string) => new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(line)
    coding = takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity'
    codings.set(line, coding)
  }
  return coding
}

const keyOf = ({ headers }: IncomingMessage, address: string) =>
  /(?:^|;)\s*elder=1(?:;|$)/.test(headers.cookie ?? '') ? `elder ${address}` : address
const isSignedIn = ({ headers }: IncomingMessage) => /session=/.test(headers.cookie ?? '')

/** The part of a query that a page reads, each name once and in the page's order, with its question mark. */
function queryOf(search: string, names: readonly string[]): string {
  const given = new URLSearchParams(search)
  const read = new URLSearchParams()
  for (const name of names) {
    const value = given.get(name)
    if (value) read.set(name, value)
  }
  return read.size > 0 ? `?${read}` : ''
}

/** Whether a reader has this version: a weak comparison, as RFC 9110 asks of `If-None-Match`. */
function isSame(has: string, tag: string): boolean {
  const bare = (one: string) => one.trim().replace(/^W\//, '')
  return has.trim() === '*' || has.split(',').some(one => bare(one) === bare(tag))
}

/** So many seconds on, or the next midnight in Lishui. */
function soonest(now: Date, seconds: number): number {
  return Math.min(now.getTime() + seconds * 1000, momentOf(dayOf(now), '24:00').getTime())
}
