import type { IncomingMessage } from 'node:http'

/**
 * The path of a request target, or undefined when it cannot be read. It is decoded once to prove that it can be; what
 * is still encoded after that, and a zero byte, stand in no address of ours and would fail where it is decoded again.
 */
export function pathOf(target: string): string | undefined {
  try {
    const pathname = new URL(target, 'http://localhost').pathname
    decodeURIComponent(pathname)
    return /%(?:00|25)/.test(pathname) ? undefined : pathname
  } catch {
    return undefined
  }
}

/** Whether a request names one host. Two may be read differently by a proxy and by us; only HTTP/1.0 may leave it out. */
export function isForOneHost({ rawHeaders, headers, httpVersion }: IncomingMessage): boolean {
  let lines = 0
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.length === 4 && rawHeaders[at]!.toLowerCase() === 'host') lines += 1
  if (lines === 0) return httpVersion === '1.0'
  return lines === 1 && /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(headers.host!)
}
