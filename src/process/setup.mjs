// Makes `npm start` and `npm test` the whole set-up: installs when the lock file changed, builds when a
// source changed. Runs on whatever Node called npm, so it uses no package and no newer syntax.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const installedStamp = join(root, 'node_modules/.installed-from')
const builtStamp = join(root, 'dist/.built-from')
const builtFrom = ['src', 'db/schema.ts', 'public', 'astro.config.mjs', 'package-lock.json', 'tsconfig.json']

const lock = hashOf(['package-lock.json', '.npmrc'])
if (!isStamped(installedStamp, lock)) {
  console.log('installing packages …')
  // Development packages too: `npm test` and the build need them.
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(installedStamp, lock)
}

const sources = hashOf(builtFrom)
if (!process.argv.includes('--no-build') && !isStamped(builtStamp, sources)) {
  console.log('building …')
  run(join(root, 'node_modules/.bin/node'), [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--silent'])
  writeFileSync(builtStamp, sources)
}

function isStamped(file, hash) {
  return existsSync(file) && readFileSync(file, 'utf8') === hash
}

/** One hash over names and bytes of files and of everything in folders. */
function hashOf(paths) {
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

function run(command, args) {
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' }
  // Windows finds npm only through a shell; the arguments are all ours.
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env,
    shell: process.platform === 'win32',
  })
  if (error) console.error(`${command}: ${error.message}`)
  if (status !== 0) process.exit(status || 1)
}
