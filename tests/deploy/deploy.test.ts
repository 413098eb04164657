import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { readConfig } from '../../src/config.ts'

const root = new URL('../..', import.meta.url).pathname
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name)

/** What `src/config.ts` reads from the environment. */
const settings = found(read('src/config.ts'), /^ {2}([A-Z][A-Z0-9_]+):/gm)
/** What the server is started with, as `npm start` does. */
const startCommand = packageJson.scripts.start.replace(/^exec /, '')

describe('the example of settings', () => {
  const lines = read('deploy/.env.example').split('\n')
  const offered = new Map(
    lines
      .map(line => /^#?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line))
      .filter(match => match !== null)
      .map(([, name = '', value = '']) => [name, value]),
  )

  test('has every setting and none that nothing reads', () => {
    const byComposeAlone = found(read('deploy/compose.yaml'), /\$\{([A-Z_]+)/g)
    expect(settings.length).toBeGreaterThan(20)
    expect([...offered.keys()].sort()).toEqual([...new Set([...settings, ...byComposeAlone])].sort())
  })

  test('is a configuration that a city can start with, with and without the lines that are switched off', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'portal-deploy-'))
    try {
      const filledIn = { DATA_DIR: dataDir, DATA_KEY: Buffer.alloc(32, 7).toString('base64') }
      const active = Object.fromEntries(
        [...offered].filter(([name]) => lines.some(line => line.startsWith(`${name}=`))),
      )
      expect(readConfig({ ...active, ...filledIn })).toMatchObject({
        production: true,
        trustedProxies: 1,
        secondFactor: true,
        demo: false,
      })
      expect(readConfig({ ...Object.fromEntries(offered), ...filledIn })).toMatchObject({
        filesS3: {},
        smsWebhook: {},
        smtp: {},
      })
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  })
})

test('the paper for operators explains every setting', () => {
  const explained = found(read('docs/operating.md'), /`([A-Z][A-Z0-9_]+)`/g)
  expect(settings.filter(name => !explained.includes(name))).toEqual([])
})

describe('the container', () => {
  const dockerfile = read('deploy/Dockerfile')
  const instructions = dockerfile.replaceAll('\\\n', ' ').split('\n')
  const lastStage = instructions.slice(instructions.findLastIndex(line => line.startsWith('FROM ')))

  test('copies only what is there and what its ignore file lets through', () => {
    const copied = instructions
      .filter(line => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap(line => line.split(/\s+/).slice(1, -1))
    const letThrough = found(read('deploy/Dockerfile.dockerignore'), /^!(.+)$/gm)
    expect(copied.length).toBeGreaterThan(5)
    expect(copied.filter(path => !existsSync(join(root, path)))).toEqual([])
    expect([...copied].sort()).toEqual([...letThrough].sort())
  })

  test('starts the server as npm does, as somebody who is not root, and installs no package then', () => {
    const command = JSON.parse(lastStage.find(line => line.startsWith('CMD '))?.slice(4) ?? '[]') as string[]
    expect(command.join(' ')).toBe(startCommand)
    const user = lastStage.findLast(line => line.startsWith('USER '))
    expect(user).toBeDefined()
    expect(user).not.toMatch(/root|\b0\b/)
    expect(lastStage.join('\n')).not.toMatch(/\bnpm\b/)
  })

  test('is well while the portal is ready', () => {
    expect(lastStage.filter(line => line.startsWith('HEALTHCHECK ')).join()).toContain('/readyz`')
  })

  test('is what compose builds, with a database that it waits for', () => {
    const { services } = load(read('deploy/compose.yaml')) as {
      services: Record<
        string,
        { build?: { context: string; dockerfile: string }; depends_on?: object; healthcheck?: object }
      >
    }
    expect(
      existsSync(join(root, 'deploy', services.portal?.build?.context ?? '', services.portal?.build?.dockerfile ?? '')),
    ).toBe(true)
    expect(services.portal?.depends_on).toEqual({ database: { condition: 'service_healthy' } })
    expect(services.database?.healthcheck).toBeDefined()
  })
})

test('the service of systemd starts the server as npm does', () => {
  const unit = read('deploy/lishui-wenming.service')
  const directory = /^WorkingDirectory=(.+)$/m.exec(unit)?.[1]
  expect(/^ExecStart=(.+)$/m.exec(unit)?.[1]).toBe(`${directory}/node_modules/.bin/${startCommand}`)
})

test('nginx lets through the largest body that the portal takes anywhere, and no larger one', () => {
  const limits = found(read('src/web/limits.ts'), /\b(\d+) \* MB/g).map(Number)
  const byNginx = found(read('deploy/nginx.conf'), /client_max_body_size (\d+)m;/g).map(Number)
  expect(byNginx).toEqual([Math.max(...limits)])
})
