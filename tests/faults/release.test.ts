import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDirectory } from '../support/content.ts'
import { surroundings } from '../support/surroundings.ts'

const run = promisify(execFile)

/** Here, and not with the other papers of deploy/, because it packs half a gigabyte. */
test('a release is unpacked and started where there is no npm and no registry, and its pages answer', async () => {
  const folder = await temporaryDirectory()
  await run(process.execPath, ['src/process/release.ts', folder])
  const name = `lishui-wenming-0.1.0-${process.platform}-${process.arch}`
  await run('sha256sum', ['--check', '--strict', `${name}.tar.gz.sha256`], { cwd: folder })
  await run('tar', ['--extract', `--file=${name}.tar.gz`], { cwd: folder })
  const unpacked = join(folder, name)
  await run('sha256sum', ['--check', '--strict', '--quiet', 'SHA256SUMS'], { cwd: unpacked })

  // Git alone is there.
  const programs = join(folder, 'programs')
  await mkdir(programs)
  await symlink((await run('which', ['git'])).stdout.trim(), join(programs, 'git'))
  const env = { ...surroundings, PATH: programs, PORT: '0', DATA_DIR: join(folder, 'data') }
  const node = join(unpacked, 'node_modules/.bin/node')
  // What stands before each command of npm finds nothing to do.
  const { stdout, stderr } = await run(node, ['src/process/setup.mjs'], { cwd: unpacked, env })
  expect(stdout + stderr).toBe('')

  const server = spawn(node, ['src/process/start.ts'], { cwd: unpacked, env })
  onTestFinished(() => void server.kill('SIGKILL'))
  let output = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', bytes => (output += bytes))
  await expect
    .poll(() => server.exitCode ?? /port=(\d+)/.exec(output)?.[1], { timeout: 90_000, message: output })
    .toMatch(/^\d+$/)
  const address = `http://127.0.0.1:${/port=(\d+)/.exec(output)![1]}`
  for (const path of ['/', '/participate/suggest', '/admin', '/readyz'])
    expect((await fetch(address + path, { redirect: 'manual' })).status, path).toBe(path === '/admin' ? 303 : 200)
  server.kill('SIGTERM')
  expect(await once(server, 'exit')).toEqual([0, null])
}, 300_000)
