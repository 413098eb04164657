import type { IncomingMessage } from 'node:http'

/** What a request asks for. */
export interface Target {
  /** In the one spelling that stands for a page, whoever reads it: cache, log, routes. */
  pathname: string
  /** With its question mark; empty when there is none. */
  search: string
}

/**
 * Reads a request target; undefined when it cannot be read, names a host, or has a fragment or a backslash: another program
 * would read something else in it. Slashes that follow each other or end the path, dot segments and letters that were
 * encoded for nothing are taken out. It is decoded once to prove that it can be; what is still encoded after that, and a
 * zero byte, stand in no address of ours.
 */
export function readTarget(target: string): Target | undefined {
  if (!/^\/[^#\\]*$/.test(target)) return undefined
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const plain = path
    .replaceAll(/%[\da-f]{2}/gi, code => {
      const character = String.fromCharCode(Number.parseInt(code.slice(1), 16))
      return /[\w.~-]/.test(character) ? character : code.toUpperCase()
    })
    .replaceAll(/\/{2,}/g, '/')
  const pathname = URL.parse(plain, 'http://here.invalid')?.pathname.replace(/(?<=.)\/$/, '')
  if (pathname === undefined || /%(?:00|25)/.test(pathname)) return undefined
  try {
    decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  return { pathname, search: mark < 0 ? '' : target.slice(mark) }
}

/** Whether a request names one host. Two may be read differently by a proxy and by us; only HTTP/1.0 may leave it out. */
export function isForOneHost({ rawHeaders, headers, httpVersion }: IncomingMessage): boolean {
  let lines = 0
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.length === 4 && rawHeaders[at]!.toLowerCase() === 'host') lines += 1
  if (lines === 0) return httpVersion === '1.0'
  return lines === 1 && isHost(headers.host!)
}

/** The last host that was one: almost every request names the same. */
let lastHost = ''

/** Astro reads a host that is none as the home page. */
function isHost(host: string): boolean {
  if (host === lastHost) return true
  const isOne = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`)
  if (isOne) lastHost = host
  return isOne
}
