import { bodyLimit } from './limits.ts'

/**
 * Reads a JSON body within the limit of its address, whatever its Content-Length claims.
 * `too-large` and `malformed` are told, never thrown; what is too large is not kept.
 */
export async function readJson(request: Request): Promise<{ body: unknown } | { fault: 'too-large' | 'malformed' }> {
  const limit = bodyLimit(new URL(request.url).pathname)
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength
      // The rest is read and dropped: a browser reads no answer before it has sent everything.
      if (bytes > limit) chunks.length = 0
      else chunks.push(chunk)
    }
    if (bytes > limit) return { fault: 'too-large' }
    return { body: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as unknown }
  } catch {
    return { fault: 'malformed' }
  }
}
