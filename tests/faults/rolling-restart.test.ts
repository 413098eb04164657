import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject, onTestFinished, test } from 'vitest'
import { openPostgres } from '../support/database.ts'
import { portalSettings, startServer } from '../support/server.ts'
import { visitor } from '../support/visitor.ts'

const hasNginx = spawnSync('nginx', ['-v']).error === undefined

/** nginx in front of two ports, with the lines of deploy/nginx.scale.conf that matter here: forms are tried at the other one. */
async function nginxBefore(ports: number[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portal-nginx-'))
  const port = 20_000 + (process.pid % 10_000)
  const file = join(folder, 'nginx.conf')
  await writeFile(
    file,
    `pid ${folder}/nginx.pid; error_log ${folder}/error.log; daemon off; events { worker_connections 1024; }
     http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
       fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
       upstream portals { ${ports.map(port => `server 127.0.0.1:${port} max_fails=1 fail_timeout=1s;`).join(' ')} }
       server { listen 127.0.0.1:${port}; proxy_next_upstream error non_idempotent; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
         location / { proxy_pass http://portals; } } }`,
  )
  const nginx = spawn('nginx', ['-c', file], { stdio: 'ignore' })
  onTestFinished(async () => {
    nginx.kill()
    await rm(folder, { recursive: true, force: true })
  })
  await pause(500)
  return `http://127.0.0.1:${port}`
}

test.skipIf(!hasNginx || !inject('postgres'))(
  'two portals behind nginx are restarted one after the other, and none of 10,000 requests is lost (needs nginx and PostgreSQL)',
  async () => {
    const { databaseUrl, close } = await openPostgres()
    onTestFinished(close)
    const dataDir = await mkdtemp(join(tmpdir(), 'portal-data-'))
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
    const start = (port = '0') => startServer({ ...portalSettings, DATABASE_URL: databaseUrl, PORT: port }, { dataDir })
    const portals = [await start(), await start()]
    onTestFinished(async () => void (await Promise.all(portals.map(portal => portal.stop()))))
    const ports = portals.map(({ address }) => new URL(address).port)
    const address = await nginxBefore(ports.map(Number))

    const lost: number[] = []
    let sent = 0
    let isOver = false
    const someone = visitor(address)
    // Every fifth is a form that is sent empty: nginx sends no form a second time.
    const ask = async (number: number) => {
      const isForm = number % 5 === 0
      const { status } = isForm
        ? await someone.post('/participate/suggest', { title: '' })
        : await someone.get(`/about?${number}`)
      if (status !== (isForm ? 422 : 200)) lost.push(status)
    }
    const readers = Array.from({ length: 20 }, async () => {
      while (sent < 10_000 || !isOver) await ask((sent += 1)).catch(() => lost.push(0))
    })
    const restarts = (async () => {
      for (const [at, port] of ports.entries()) {
        // As operating.md says: until nginx may know again that the other one is there, a second after its last look.
        await pause(2100)
        expect(await portals[at]!.stop()).toBe(0)
        portals[at] = await start(port)
      }
      isOver = true
    })()
    await Promise.all([...readers, restarts])
    expect(lost).toEqual([])
  },
)
