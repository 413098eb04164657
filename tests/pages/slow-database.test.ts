import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { suggestionForm as suggestWords } from '#suggestions/words.ts'
import { awayWords } from '#web/guard.ts'
import { openPostgres } from '../support/database.ts'
import { Door } from '../support/door.ts'
import { firstLink, wordsIn } from '../support/html.ts'
import { isOpenToTests } from '../support/portal.ts'
import { portalSettings, type RunningServer, startServer } from '../support/server.ts'
import { trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const away = awayWords.title

describe.skipIf(!isOpenToTests())('with PostgreSQL', () => {
  let database: Connection & { databaseUrl: string }
  let door: Door
  let server: RunningServer
  let clerk: Visitor
  let story: string
  let tracked: string
  beforeAll(async () => {
    database = await openPostgres()
    const url = new URL(database.databaseUrl)
    door = new Door(Number(url.port || 5432))
    url.host = `127.0.0.1:${await door.open()}`
    server = await startServer({ ...portalSettings, DATABASE_URL: url.href, DEMO: '1' })
    clerk = await signedIn(server.address, server.accounts.clerk)
    story = firstLink(await (await clerk.get('/role-models')).text(), /^\/role-models\/[^#?]+$/)
    tracked = trackedBy(await visitor(server.address).post('/participate/suggest', typedSuggestion())).address
  })
  afterAll(async () => {
    door.shut(false)
    await server.stop()
    door.close()
    await database.close()
  })

  async function expectReadersServed(): Promise<void> {
    for (const reader of [visitor(server.address), clerk]) {
      for (const path of ['/', story, '/participate/suggest', '/about', '/participate/figures']) {
        const response = await reader.get(path)
        expect(response.status, path).toBe(200)
        const html = await response.text()
        expect(html).toContain('<html lang="zh-CN"')
        if (path === '/participate/suggest') expect(wordsIn(html, 'h1')).toBe(suggestWords.title)
      }
    }
  }

  const saysAway = async (response: Response) => [response.status, wordsIn(await response.text(), 'h1')]

  test('a locked table holds up those alone who need it, and they are told in words', async () => {
    const lock = await database.pool.connect()
    await lock.query('BEGIN')
    await lock.query('LOCK suggestion')
    try {
      // More than there are connections.
      const waiting = Array.from({ length: 24 }, (_, index) =>
        index % 2 ? visitor(server.address).get(tracked) : clerk.get('/desk/suggestions'),
      )
      await expectReadersServed()
      await signedIn(server.address, server.accounts.officer)
      expect((await clerk.get('/login')).status).toBe(303)
      for (const response of await Promise.all(waiting)) expect(await saysAway(response)).toEqual([503, away])
    } finally {
      await lock.query('ROLLBACK')
      lock.release()
    }
    await expect.poll(async () => (await visitor(server.address).get(tracked)).status).toBe(200)
    expect((await clerk.get('/desk/suggestions')).status).toBe(200)
  }, 120_000)

  test('readers are served while PostgreSQL says nothing, and everybody else is told in words', async () => {
    door.shut(true)
    try {
      await expectReadersServed()
      for (const asked of [clerk.get('/desk'), clerk.get('/volunteer'), visitor(server.address).get(tracked)])
        expect(await saysAway(await asked)).toEqual([503, away])
      const { status } = await visitor(server.address).post('/login', server.accounts.officer!)
      expect(status).toBe(503)
    } finally {
      door.shut(false)
    }
    await expect.poll(async () => (await clerk.get('/desk')).status).toBe(200)
    expect((await visitor(server.address).get(tracked)).status).toBe(200)
  }, 120_000)
})
