import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Connection } from '#db/connect.ts'
import { recordEvent } from '#people/events.ts'
import { aNotice } from '../support/content.ts'
import { isOpenToTests, ownPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
const pids = (output: string) => [...output.matchAll(/listening on .*?\bpid=(\d+)/g)].map(([, pid]) => Number(pid))

describe.skipIf(!isOpenToTests())('several workers on one port', () => {
  let portal: Awaited<ReturnType<typeof ownPortal>>
  let database: Connection
  beforeAll(async () => {
    portal = await ownPortal({ WORKERS: '2' })
    while (pids(portal.output()).length < 2) await pause(50)
    database = await connect({ databaseUrl: portal.databaseUrl, dataDir: '' })
  })
  afterAll(async () => {
    await database.close()
    expect(await portal.stop()).toBe(0)
  })

  /** New connections go to one worker after the other. */
  const askBoth = (path: string) =>
    Promise.all(
      [1, 2, 3, 4].map(async () => {
        const response = await fetch(portal.address + path, { headers: { Connection: 'close' } })
        return response.status === 200 ? response.text() : String(response.status)
      }),
    )

  test('show a publication, whichever of them is asked', async () => {
    await publishAt(portal, { 'content/notices/2026/both.md': aNotice() })
    await expect.poll(async () => (await askBoth('/notices/both')).includes('404'), { interval: 200 }).toBe(false)
  })

  test('tell the figures of all of them, whichever is asked', async () => {
    for (let round = 0; round < 5; round += 1) await askBoth('/about')
    for (const figures of await askBoth('/metrics')) {
      const [, answered] = /^portal_request_duration_seconds_count\{status="2xx"\} (\d+)$/m.exec(figures)!
      expect(Number(answered)).toBeGreaterThanOrEqual(20)
      expect(figures).toMatch(/^portal_ready 1$/m)
      expect(figures).toMatch(/^portal_database_connections\{share="work",state="idle"\} \d+$/m)
    }
  })

  test('each make a page of volunteering anew when the database tells of a change', async () => {
    const { db } = database
    const activity = await db
      .selectFrom('activity')
      .select('id')
      .where('state', '=', 'published')
      .limit(1)
      .executeTakeFirstOrThrow()
    const path = `/volunteer/activities/${activity.id}`
    await askBoth(path)
    const title = '换了名字的活动（示例）'
    await db.updateTable('activity').set({ title }).where('id', '=', activity.id).execute()
    expect((await askBoth(path)).some(page => page.includes(title))).toBe(false)
    await recordEvent(db, {
      actor: { kind: 'system' },
      action: 'activity.changed',
      object: { kind: 'activity', id: activity.id },
    })
    // Less than the five seconds after which a page that nobody is told about is made anew.
    await expect
      .poll(async () => (await askBoth(path)).every(page => page.includes(title)), { interval: 100 })
      .toBe(true)
  })

  test('lose no request while one after the other is exchanged (SIGHUP), and one that was killed is replaced', async () => {
    const before = pids(portal.output())
    let isOver = false
    const statuses: Promise<number[]>[] = [1, 2, 3, 4].map(async () => {
      const seen: number[] = []
      while (!isOver)
        seen.push(
          await fetch(`${portal.address}/about`).then(
            ({ status }) => status,
            () => 0,
          ),
        )
      return seen
    })
    portal.process.kill('SIGHUP')
    await expect.poll(() => pids(portal.output()).length).toBe(4)
    await pause(1000)
    isOver = true
    const all = (await Promise.all(statuses)).flat()
    expect(all.length).toBeGreaterThan(100)
    expect(all.filter(status => status !== 200)).toEqual([])
    const [third] = pids(portal.output()).slice(2)
    expect(before).not.toContain(third)
    process.kill(third!, 'SIGKILL')
    await expect.poll(() => pids(portal.output()).length).toBe(5)
    expect((await askBoth('/about')).some(page => /^\d+$/.test(page))).toBe(false)
  })

  test('are exchanged again after one of them was killed in the middle of an exchange', async () => {
    const serving = () => pids(portal.output()).filter(isAlive)
    await expect.poll(() => serving().length).toBe(2)
    for (const killed of [1, undefined]) {
      const before = serving()
      portal.process.kill('SIGHUP')
      if (killed !== undefined) process.kill(before[killed]!, 'SIGKILL')
      await expect
        .poll(() => ({ old: serving().filter(pid => before.includes(pid)), count: serving().length }), {
          timeout: 30_000,
        })
        .toEqual({ old: [], count: 2 })
    }
  })
})
