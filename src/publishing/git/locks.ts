import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { anHour } from '#calendar/spans.ts'

/** How the index of one write is called. */
export const indexPrefix = 'portal-index-'
/** No process of ours holds a lock for longer than some milliseconds. */
const staleLockMs = 4_000
const staleIndexMs = anHour

/**
 * Removes what a killed process left and would block the next write: locks on references, and old temporary
 * indexes. Young ones stay, another process may hold them.
 */
export async function removeStaleLocks(directory: string): Promise<void> {
  const removeOlder = async (path: string, age: number) => {
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile() && Date.now() - found.mtimeMs > age) await rm(path, { force: true })
  }
  const top = await readdir(directory)
  const refs = await readdir(join(directory, 'refs'), { recursive: true })
  await Promise.all([
    ...top.filter(name => name.startsWith(indexPrefix)).map(name => removeOlder(join(directory, name), staleIndexMs)),
    ...top
      .filter(name => name.endsWith('.lock') && !name.startsWith(indexPrefix))
      .map(name => removeOlder(join(directory, name), staleLockMs)),
    ...refs.filter(name => name.endsWith('.lock')).map(name => removeOlder(join(directory, 'refs', name), staleLockMs)),
  ])
}
