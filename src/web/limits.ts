const MB = 1024 * 1024

/** Addresses that take more than words: photos and what is written beside them; a draft with its pictures, in base64. */
const larger: Record<string, number> = {
  '/admin/gateway': 40 * MB,
  // The settings say how much of it a file may be.
  '/admin/files': 501 * MB,
  '/admin/files/choice': 501 * MB,
  '/participate/suggest': 122 * MB,
}

/** A unit's answer and what an author adds: their photos, where they do not come before the form. */
const withPhotos = /^\/(desk\/suggestions\/[^/]+\/answer|participate\/track\/[^/]+\/addition)$/

/** The largest request body, in bytes, that an address accepts. More is answered with 413. */
export function bodyLimit(pathname: string): number {
  const address = pathname.replace(/\/+$/, '')
  return withPhotos.test(address) ? 122 * MB : (larger[address] ?? MB)
}
