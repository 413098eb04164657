// Which sources the packages and the build were made from. Runs before there is any package.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** What is written beside packages and build, and what they are made from. */
export const installed = { stamp: join(root, 'node_modules/.installed-from'), from: ['package-lock.json', '.npmrc'] }
export const built = {
  stamp: join(root, 'dist/.built-from'),
  from: ['src', 'db/schema.ts', 'public', 'astro.config.mjs', 'package-lock.json', 'tsconfig.json'],
}

/** Whether what carries this stamp was made from the sources as they are. */
export function isMadeFrom({ stamp, from }) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(from)
}

/** One hash over names and bytes of files and of everything in folders. */
export function hashOf(paths) {
  const hash = createHash('sha256')
  const visit = path => {
    const full = join(root, path)
    if (!existsSync(full)) return
    let children
    try {
      children = readdirSync(full).sort()
    } catch {
      hash.update(path).update('\0').update(readFileSync(full)).update('\0')
      return
    }
    for (const child of children) visit(`${path}/${child}`)
  }
  paths.forEach(visit)
  return hash.digest('hex')
}
