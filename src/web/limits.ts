const MB = 1024 * 1024

/** Addresses that take more than words: photos and what is written beside them; a draft with its pictures, in base64. */
const larger: Record<string, number> = {
  '/admin/gateway': 40 * MB,
  // The settings say how much of it a file may be.
  '/admin/files': 501 * MB,
  '/admin/files/choice': 501 * MB,
  '/participate/suggest': 122 * MB,
  // Photos and PDFs of its papers.
  '/volunteer/organisations/new': 152 * MB,
  '/open311/v2/requests.json': 122 * MB,
  '/open311/v2/requests.xml': 122 * MB,
}

/** What an author adds: their photos, where they do not come before the form. A unit's answer has documents as well. */
const withFiles: [RegExp, number][] = [
  [/^\/participate\/track\/[^/]+\/addition$/, 122 * MB],
  [/^\/desk\/suggestions\/[^/]+\/answer$/, 152 * MB],
  [/^\/desk\/suggestions\/[^/]+\/interim-reply$/, 32 * MB],
]

/** The largest request body, in bytes, that an address accepts. More is answered with 413. */
export function bodyLimit(pathname: string): number {
  const address = pathname.replace(/\/+$/, '')
  return withFiles.find(([pattern]) => pattern.test(address))?.[1] ?? larger[address] ?? MB
}
