import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { figureWords } from '#suggestions/figure-words.ts'
import { embeddedDataDir, openPostgres } from '../support/database.ts'
import { asAdministrator } from '../support/postgres.ts'
import { ownPortal, type Portal, workersPortal } from '../support/portal.ts'
import { dataKey, startServer } from '../support/server.ts'
import { visitor } from '../support/visitor.ts'

/** Sends bytes as they are and collects what comes back until the server closes. */
async function raw(address: string, request: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(address)
  const socket = connectSocket(Number(port), hostname)
  let answer = ''
  socket.on('data', bytes => (answer += bytes))
  socket.write(request)
  await once(socket, 'close')
  return answer
}

describe('the server', () => {
  let server: Portal
  beforeAll(async () => {
    server = await workersPortal()
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  test('says that it is alive, with its version and the commit it publishes', async () => {
    const response = await fetch(`${server.address}/healthz`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      status: 'ok',
      contentRepository: 'ok',
      version: '0.1.0',
      contentCommit: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
  })

  test.each([
    '/',
    '/about',
    '/about/',
    '/no-such-page',
    '/plain.css',
    '/favicon.svg',
    '/healthz',
    '/%',
    '/_image?href=x',
  ])('sends the security headers with %s', async path => {
    const { headers } = await fetch(server.address + path, { redirect: 'manual' })
    expect(headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('lets go of a connection on which nonsense was sent, also when the other side never closes it', async () => {
    const { hostname, port } = new URL(server.address)
    const socket = connectSocket({ host: hostname, port: Number(port), allowHalfOpen: true })
    socket.write('nonsense\r\n\r\n')
    socket.resume().on('error', () => {})
    await once(socket, 'end')
    // Only who still holds the connection takes this.
    const writing = setInterval(() => socket.write('a'), 100)
    await expect.poll(() => socket.closed).toBe(true)
    clearInterval(writing)
  })

  test('answers an unknown address with a calm page and 404', async () => {
    const response = await fetch(`${server.address}/no-such-page`)
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('<html lang="zh-CN"')
  })

  test.each([
    ['a broken escape', '/%'],
    ['a NUL byte', '/role-models/%00'],
    ['an escape of an escape', '/media/%25'],
    ['an escape of an escape of an escape', '/media/%252e%252e/x'],
  ])('answers %s in the address with 400, in Chinese', async (_word, path) => {
    const response = await fetch(server.address + path)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('网址')
  })

  test.each(['TRACE', 'PUT', 'DELETE', 'PATCH'])('refuses %s', async method => {
    const answer = await raw(
      server.address,
      `${method} / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
  })

  test('answers a body over the limit with 413 while it is still being sent, and closes cleanly', async () => {
    const body = Buffer.alloc(2 * 1024 * 1024, 'a')
    const head = `POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`
    const answer = await raw(server.address, Buffer.concat([Buffer.from(head), body]))
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toMatch(/connection: close/i)
    expect(answer).toContain('太大')
  })

  test('refuses a form that stood on another site, in Chinese', async () => {
    const response = await visitor(server.address).post(
      '/login',
      { login: 'x', password: 'x' },
      { Origin: 'https://elsewhere.example' },
    )
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('本站')
  })

  test('never builds a link from the Host header', async () => {
    const answer = await raw(server.address, 'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).not.toContain('evil.example')
  })

  test.each([
    ['two hosts', 'Host: x\r\nHost: y\r\n'],
    ['the same host twice', 'Host: x\r\nHost: x\r\n'],
    ['no host', ''],
    ['an empty host', 'Host:\r\n'],
    ['a blank in the host', 'Host: a b\r\n'],
    ['a host with a name before it', 'Host: me@x\r\n'],
    ['a bracket in the host', 'Host: exa[mple\r\n'],
    ['an address for a host', 'Host: http://x/\r\n'],
    ['four numbers and one more for a host', 'Host: 1.2.3.4.5\r\n'],
    ['a port beyond all for a host', 'Host: x:99999\r\n'],
    ['colons alone for a host', 'Host: [::::]\r\n'],
  ])('answers %s with 400 and a page', async (_word, lines) => {
    const answer = await raw(server.address, `GET / HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toMatch(/content-type: text\/html; charset=utf-8/i)
    expect(answer).toContain('<h1>网址写错了</h1>')
  })

  test.each(['x', 'X.example.cn:8443', '127.0.0.1:80', '[::1]:4321'])('takes %s for a host', async host => {
    const answer = await raw(server.address, `GET /about HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  })

  test('leads every other spelling of an address to the one it has', async () => {
    for (const [asked, one] of [
      ['//exposure/?page=1', '/exposure?page=1'],
      ['/p%61rticipate//track/', '/participate/track'],
      ['//evil.example/%2e%2e', '/'],
    ] as const) {
      const answer = await raw(server.address, `GET ${asked} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect(answer).toMatch(/^HTTP\/1\.1 308 /)
      expect(/^location: (.*)\r$/im.exec(answer)?.[1]).toBe(one)
    }
  })

  test('keeps no page for what another program would read in the request', async () => {
    const page = async (path: string, cookie = '') => {
      const answer = await raw(
        server.address,
        `GET ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      )
      return /<title>(.*?)<\/title>/.exec(answer)?.[1] + (answer.includes('data-elder') ? ' elder' : '')
    }
    const privacy = await page('/privacy', 'elder=0')
    await raw(server.address, 'GET http://x/sitemap HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    await raw(server.address, 'GET /sitemap HTTP/1.1\r\nHost: 1.2.3.4.5\r\nConnection: close\r\n\r\n')
    await raw(server.address, 'GET //accessibility HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    for (const [path, cookie] of [
      ['/about', 'elder=%31'],
      ['/news', 'elder=0; elder=1'],
      ['/exposure#?state=rectified', ''],
    ])
      await page(path!, cookie)
    expect(privacy).not.toContain('elder')
    expect(await page('/sitemap')).toMatch(/^网站地图/)
    expect(await page('/')).toMatch(/^丽水文明/)
    expect(await page('/about')).not.toContain('elder')
    expect(await page('/news', 'elder=1')).toContain('elder')
    expect(await page('/exposure?state=rectified')).toMatch(/^曝光整改/)
  })

  test('gives each answer one id, also what is kept', async () => {
    const ids = []
    for (let time = 0; time < 3; time += 1) {
      const answer = await raw(server.address, 'GET /about HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      ids.push([...answer.matchAll(/^x-request-id: (.*)\r$/gim)].map(([, id]) => id))
    }
    expect(ids).toEqual([0, 1, 2].map(() => [expect.stringMatching(/^[\da-f-]{36}$/)]))
  })

  test('makes no pictures on demand', async () => {
    for (const path of ['/_image', '/%5Fimage', '/_image/'])
      expect((await fetch(`${server.address}${path}?href=/favicon.svg&w=20000`)).status).toBe(404)
  })

  test('answers nonsense that is not HTTP with 400', async () => {
    const answer = await raw(server.address, 'nonsense\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('<h1>网址写错了</h1>')
  })
})

describe('a start', () => {
  test('stops with one line that names the bad value', async () => {
    await expect(startServer({ PORT: 'many' })).rejects.toThrow(
      /ended with 1 .*\ncannot start: PORT: must be a whole number from 0 to 65535\n$/,
    )
  })

  test('on an embedded database that another process has open says so', async () => {
    const dataDir = await embeddedDataDir()
    const first = await startServer({ DEMO: '0' }, { dataDir })
    await expect(startServer({}, { dataDir })).rejects.toThrow(
      /listened:\ncannot start: the embedded database in [^\n]+ is in use by another process; [^\n]+\n$/,
    )
    await first.stop()
  })

  test('warns once when a proxy stands in front that nobody told it of', async () => {
    const server = await startServer({ TRUSTED_PROXIES: '0' })
    for (const address of ['198.51.100.1', '198.51.100.2'])
      await fetch(server.address, { headers: { 'X-Forwarded-For': address } })
    expect(server.output().match(/TRUSTED_PROXIES is 0/g)).toHaveLength(1)
    await server.stop()
  })

  test('drains on SIGTERM: the request under way is answered, the exit code is 0', async () => {
    const server = await ownPortal()
    const requests = Array.from({ length: 20 }, () => fetch(`${server.address}/`))
    await wait(20)
    const [code, ...responses] = await Promise.all([server.stop(), ...requests])
    expect(code).toBe(0)
    expect(responses.map(response => response.status)).toEqual(Array(20).fill(200))
  })
})

describe.skipIf(!inject('postgres'))('on PostgreSQL (left out when none answers)', () => {
  test('two processes that start at the same moment on an empty database both come up', async () => {
    const connection = await openPostgres()
    const postgres = inject('postgres')!
    const name = `portal_empty_${Date.now()}`
    await asAdministrator(postgres, `CREATE DATABASE ${name}`)
    const databaseUrl = connection.databaseUrl.replace(/portal_test_\w+/, name)
    const DATA_KEY = dataKey.toString('base64')
    const directories = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'portal-data-'))))
    const servers = await Promise.all(
      directories.map(dataDir => startServer({ DATABASE_URL: databaseUrl, DATA_KEY }, { dataDir })),
    )
    for (const server of servers) expect((await fetch(`${server.address}/readyz`)).status).toBe(200)
    const output = servers.map(server => server.output()).join('')
    expect(output.match(/^database migrated .*$/gm)).toEqual([
      expect.stringMatching(/^database migrated {2}migrations=\d+$/),
    ])
    await Promise.all(servers.map(server => server.stop()))
    await Promise.all(directories.map(directory => rm(directory, { recursive: true })))
    await connection.close()
    await asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`)
  })

  test('is alive and not ready while the database is away; published pages go on, and it recovers by itself', async () => {
    const connection = await openPostgres()
    const postgres = inject('postgres')!
    const server = await startServer({ DATABASE_URL: connection.databaseUrl })
    // Nothing has been received yet: there are no figures to show.
    expect(await (await fetch(server.address)).text()).not.toContain(figureWords.homeTitle)
    expect(await (await fetch(`${server.address}/participate/figures`)).text()).toContain(figureWords.nonePublic)
    const name = new URL(connection.databaseUrl).pathname.slice(1)
    await connection.db.destroy()
    // First nobody is let in any more: the server comes back at once.
    await asAdministrator(postgres, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
    await asAdministrator(postgres, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)

    const ready = await fetch(`${server.address}/readyz`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({ status: 'not ready', failing: ['database'] })
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
    for (const path of ['/', '/role-models', '/exposure', '/psa', '/participate/figures'])
      expect((await fetch(server.address + path)).status, path).toBe(200)

    await asAdministrator(postgres, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
    await expect.poll(async () => (await fetch(`${server.address}/readyz`)).status).toBe(200)
    await server.stop()
    await asAdministrator(postgres, `DROP DATABASE ${name} WITH (FORCE)`)
  })
})
