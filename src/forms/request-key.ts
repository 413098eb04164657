import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { UploadedFile } from './body.ts'

/**
 * The key of a form, bound to the address it was sent to and to everything that was typed and chosen: the same key with
 * the same words is the same thing, with other words another. So the page that comes back with its key from the browser's
 * history can be changed and sent again, and nothing is taken for what was sent before. A UUID.
 */
export async function boundKey(
  key: string,
  path: string,
  values: Record<string, string | string[]>,
  files: Record<string, UploadedFile[]>,
): Promise<string> {
  const digests: Record<string, string[]> = {}
  for (const [name, chosen] of Object.entries(files)) digests[name] = await Promise.all(chosen.map(digestOf))
  const hex = createHash('sha256')
    .update(JSON.stringify([path, { ...values, request_key: key.toLowerCase() }, digests]))
    .digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')
}

async function digestOf({ path }: UploadedFile): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
