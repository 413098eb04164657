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

/** Whether the `Host` lines of a request name one host. Two may be read differently by a proxy and by us; only HTTP/1.0 may leave it out. */
export function isHost(lines: string[] | undefined, httpVersion: string): boolean {
  if (lines === undefined) return httpVersion === '1.0'
  return lines.length === 1 && /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(lines[0]!)
}
