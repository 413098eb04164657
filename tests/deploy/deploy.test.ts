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
/** What the server is started with, as `npm start` does; each place names the folder of what is compiled its own way. */
const [, startCommand] = packageJson.scripts.start.split(/^NODE_COMPILE_CACHE=\S+ exec /)

describe('the example of settings', () => {
  const lines = read('deploy/.env.example').split('\n')
  const offered = new Map(
    lines
      .map(line => /^#?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line))
      .filter(match => match !== null)
      .map(([, name = '', value = '']) => [name, value]),
  )

  test('has every setting and none that nothing reads', () => {
    const byComposeAlone = ['compose', 'compose.scale'].flatMap(name =>
      found(read(`deploy/${name}.yaml`), /\$\{([A-Z_]+)/g),
    )
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

  test('keeps what Node compiled, as the service and npm do', () => {
    for (const place of [lastStage.join('\n'), read('deploy/lishui-wenming.service'), packageJson.scripts.start])
      expect(place).toMatch(/\bNODE_COMPILE_CACHE=\S+/)
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

test('several portals in containers share database, bucket and content, and have nothing else in common', () => {
  const { services, volumes } = load(read('deploy/compose.scale.yaml')) as {
    services: Record<
      string,
      { environment?: Record<string, string>; volumes?: string[]; depends_on?: object; extends?: object }
    >
    volumes: object
  }
  const portals = Object.keys(services).filter(name => name.startsWith('portal-'))
  const [first, second] = portals.map(name => services[name]!)
  expect(Object.keys(first!.environment!).filter(name => !settings.includes(name))).toEqual([])
  expect(first!.environment).toMatchObject({ CONTENT_SHARED: '/shared/content.git', FILES_S3_BUCKET: 'wenming' })
  expect(second).toEqual({ extends: { service: 'portal-a' }, volumes: ['data-b:/data'] })
  expect(found(read('deploy/nginx.scale.conf'), /server (\S+):4321/g)).toEqual(portals)
  for (const { volumes: mounted = [], depends_on = {} } of Object.values(services)) {
    for (const source of mounted.map(volume => volume.split(':')[0]!))
      expect(source.startsWith('.') ? existsSync(join(root, 'deploy', source)) : source in volumes, source).toBe(true)
    for (const name of Array.isArray(depends_on) ? (depends_on as string[]) : Object.keys(depends_on))
      expect(services).toHaveProperty(name)
  }
})

test('the service of systemd starts the server as npm does', () => {
  const unit = read('deploy/lishui-wenming.service')
  const directory = /^WorkingDirectory=(.+)$/m.exec(unit)?.[1]
  expect(/^ExecStart=(.+)$/m.exec(unit)?.[1]).toBe(`${directory}/node_modules/.bin/${startCommand}`)
})

test('nginx lets through the largest body that the portal takes anywhere, and no larger one', () => {
  const limits = found(read('src/web/limits.ts'), /\b(\d+) \* MB/g).map(Number)
  for (const name of ['nginx.conf', 'nginx.scale.conf'])
    expect(found(read(`deploy/${name}`), /client_max_body_size (\d+)m;/g).map(Number)).toEqual([Math.max(...limits)])
})
