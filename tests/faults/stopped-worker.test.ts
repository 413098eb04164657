import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject, onTestFinished, test } from 'vitest'
import { openPostgres } from '../support/database.ts'
import { portalSettings, startServer } from '../support/server.ts'

const pids = (output: string) => [...output.matchAll(/listening on .*?\bpid=(\d+)/g)].map(([, pid]) => Number(pid))

test.skipIf(!inject('postgres'))(
  'a worker that is stopped is left out of the figures, replaced, and holds no end up (needs PostgreSQL)',
  async () => {
    const { databaseUrl, close } = await openPostgres()
    onTestFinished(close)
    const portal = await startServer({ ...portalSettings, DATABASE_URL: databaseUrl, WORKERS: '2' })
    onTestFinished(() => void portal.process.kill('SIGKILL'))
    await expect.poll(() => pids(portal.output()).length, { timeout: 120_000 }).toBe(2)
    const metrics = async () => {
      const response = await fetch(`${portal.address}/metrics`, {
        headers: { Connection: 'close' },
        signal: AbortSignal.timeout(8000),
      }).catch(() => undefined)
      return response && { status: response.status, isTold: (await response.text()).includes('portal_ready 1') }
    }

    process.kill(pids(portal.output())[0]!, 'SIGSTOP')
    // One of these may have been given to the worker that is stopped: it is not answered.
    const first = await Promise.all([metrics(), metrics(), metrics()])
    expect(first).toContainEqual({ status: 200, isTold: true })
    await expect.poll(() => pids(portal.output()).length, { timeout: 300_000 }).toBe(3)
    expect(await metrics()).toEqual({ status: 200, isTold: true })

    process.kill(pids(portal.output())[1]!, 'SIGSTOP')
    await pause(100)
    expect(await portal.stop()).toBe(0)
  },
)
