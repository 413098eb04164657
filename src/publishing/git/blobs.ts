import { type Git, lines } from './git.ts'

/** The bytes of a blob, or only its size when it is larger than was asked for. */
export interface Blob {
  size: number
  bytes: Buffer | undefined
}

/** Reads many blobs at once, by id. Unknown ids are missing from the map. */
export async function readBlobs(git: Git, oids: readonly string[], maxBytes: number): Promise<Map<string, Blob>> {
  const blobs = new Map<string, Blob>()
  if (oids.length === 0) return blobs
  // Sizes first: a film pushed by mistake is never read into memory.
  const sizes = lines(
    await git.run(['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)', '--buffer'], {
      input: oids.join('\n'),
    }),
  )
  for (const [oid, type, size] of sizes.map(line => line.split(' '))) {
    if (oid && type === 'blob') blobs.set(oid, { size: Number(size), bytes: undefined })
  }
  const wanted = [...blobs].filter(([, blob]) => blob.size <= maxBytes).map(([oid]) => oid)
  if (wanted.length === 0) return blobs
  const output = await git.run(['cat-file', '--batch', '--buffer'], { input: wanted.join('\n') })
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at)
    const [oid = '', , size] = output.toString('latin1', at, end).split(' ')
    const length = Number(size)
    blobs.set(oid, { size: length, bytes: output.subarray(end + 1, end + 1 + length) })
    at = end + 1 + length + 1
  }
  return blobs
}
