import { photoWords } from './photo-words.ts'

/** The photo will not be taken, and these are the words why. */
export class PhotoRefused extends Error {}

const smallestPiece = 128 * 1024
const largestPiece = 512 * 1024

/** A token for a photo, drawn here: 128 random bits, so that a photo can be asked about even when no answer arrived. */
export function drawToken(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Sends a photo in pieces, larger ones while the connection is quick. A piece that does not arrive is sent again, as
 * often as it takes, so a broken connection costs one piece. Rejects with `PhotoRefused`, or when `signal` aborts.
 */
export async function sendPhoto(
  file: File,
  token: string,
  { signal, tell }: { signal: AbortSignal; tell: (state: { share: number; isRetrying: boolean }) => void },
): Promise<void> {
  let piece = smallestPiece
  let failures = 0
  for (let at = 0; ;) {
    const bytes = await file
      .slice(at, at + piece)
      .arrayBuffer()
      .catch(() => {
        throw new PhotoRefused(photoWords.unreadable(file.name))
      })
    const begin = performance.now()
    const answer = await post(file, token, at, bytes, signal)
    if (!answer) {
      failures += 1
      tell({ share: at / file.size, isRetrying: true })
      await pause(Math.min(15_000, 500 * 2 ** failures), signal)
      continue
    }
    failures = 0
    if ('done' in answer) return
    if (performance.now() - begin < 1000) piece = Math.min(largestPiece, piece * 2)
    at = answer.at
    tell({ share: at / file.size, isRetrying: false })
  }
}

/** What the server says to one piece; undefined when it did not arrive. */
async function post(file: File, token: string, at: number, bytes: ArrayBuffer, signal: AbortSignal) {
  let response: Response
  let answer: { at: number } | { done: true } | { fault: string } | undefined
  try {
    response = await fetch('/participate/photos', {
      method: 'POST',
      body: bytes,
      headers: {
        'Content-Type': 'application/octet-stream',
        'Photo-Token': token,
        'Photo-Offset': String(at),
        'Photo-Length': String(file.size),
        'Photo-Name': encodeURIComponent(file.name),
      },
      signal,
    })
    answer = await response.json().catch(() => undefined)
  } catch (error) {
    if (signal.aborted) throw error
    return undefined
  }
  if (answer && 'fault' in answer) throw new PhotoRefused(answer.fault)
  if (response.ok && answer) return answer
  if (response.status >= 500) return undefined
  throw new PhotoRefused(photoWords.failed(file.name))
}

/** For so long, or until the network is back. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      removeEventListener('online', end)
      if (signal.aborted) reject(signal.reason as Error)
      else resolve()
    }
    const timer = setTimeout(end, milliseconds)
    addEventListener('online', end)
    signal.addEventListener('abort', end, { once: true })
  })
}
