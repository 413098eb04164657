const here = 'http://here.invalid'

/**
 * The path on this site that a form or an address asked to go on to; anything that leads elsewhere becomes undefined.
 * Looked at as a browser reads it: dot segments, backslashes and encoding resolved first, because `/.//host` is `//host` then.
 */
export function localPath(text: string | null | undefined): string | undefined {
  const url = text?.startsWith('/') ? URL.parse(text, here) : null
  if (!url || !staysHere(url) || !staysHere(URL.parse(decoded(url.pathname), here))) return undefined
  return url.pathname + url.search + url.hash
}

/** A path with two slashes in front names a host to the program that reads it next. */
const staysHere = (url: URL | null) => url?.origin === here && !url.pathname.startsWith('//')

/** Dots and slashes however often they were encoded; everything else may stay as it is. */
const decoded = (path: string) =>
  path.replace(/%(?:25)*(2e|2f|5c)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
