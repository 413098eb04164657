import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDirectory } from '../support/content.ts'
import { surroundings } from '../support/surroundings.ts'

/** Runs the set-up on a project with one package, from a registry that has nothing and answers after so long. */
async function setUp(milliseconds: number, inside: (command: string[]) => string[] = command => command) {
  const registry = createServer(async (_, response) => {
    await wait(milliseconds)
    response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void registry.close())
  await once(registry, 'listening')

  const project = await temporaryDirectory()
  await mkdir(join(project, 'src/process'), { recursive: true })
  for (const name of ['setup.mjs', 'stamps.mjs']) await cp(`src/process/${name}`, join(project, 'src/process', name))
  const root = { name: 'portal', version: '1.0.0', dependencies: { absent: '1.0.0' } }
  await writeFile(join(project, 'package.json'), JSON.stringify(root))
  const packages = { '': root, 'node_modules/absent': { version: '1.0.0' } }
  await writeFile(join(project, 'package-lock.json'), JSON.stringify({ ...root, lockfileVersion: 3, packages }))

  const [program, ...words] = inside([process.execPath, join(project, 'src/process/setup.mjs')])
  const child = spawn(program!, words, {
    env: {
      ...surroundings,
      npm_config_registry: `http://127.0.0.1:${(registry.address() as AddressInfo).port}`,
      npm_config_cache: join(project, 'cache'),
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', bytes => (output += bytes))
  const [code] = (await once(child, 'close')) as [number]
  return { code, output }
}

test('a set-up whose packages cannot be fetched ends with what helps', async () => {
  const { code, output } = await setUp(0)
  expect(code).toBe(1)
  expect(output).toMatch(
    /^installing packages …\n[^]*npm error [^]*\npackages could not be fetched\. [^\n]+"npm run release"[^\n]+\n$/,
  )
})

const hasTerminal = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false

test.skipIf(!hasTerminal)('on a terminal a set-up says every second that it goes on (needs script)', async () => {
  const { output } = await setUp(4000, command => ['script', '--quiet', '--command', command.join(' '), '/dev/null'])
  expect(output).toMatch(/^installing packages …\rinstalling packages … \d s\rinstalling packages … \d s\r/)
})
