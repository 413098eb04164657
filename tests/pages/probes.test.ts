import { once } from 'node:events'
import { connect } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { ownPortal, type Portal } from '../support/portal.ts'
import { rawly } from '../support/raw.ts'

const token = 'a-token-of-the-house'
let portal: Portal
beforeAll(async () => {
  portal = await ownPortal({ METRICS_TOKEN: token })
  // The last test stops it; run by themselves, the others leave it running.
  return async () => void (await portal.stop())
})
const ask = (path: string, headers: Record<string, string> = {}) => fetch(portal.address + path, { headers })

describe('what the machines of the house ask', () => {
  test('a process that serves is ready, with its version and the commit it publishes', async () => {
    const answer = await ask('/readyz')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      status: 'ready',
      failing: [],
      version: '0.1.0',
      contentCommit: expect.stringMatching(/^[0-9a-f]{40}$/),
    })
  })

  test('the metrics count answers by class, pages from memory, and what waits', async () => {
    await (await ask('/about')).text()
    await (await ask('/about')).text()
    await (await ask('/no-such-page')).text()
    const answer = await ask('/metrics')
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const lines = (await answer.text()).split('\n').filter(line => !line.startsWith('#'))
    const figure = (name: string) =>
      Number(
        lines
          .find(line => line.startsWith(`${name} `))
          ?.split(' ')
          .at(-1),
      )
    expect(figure('portal_request_duration_seconds_count{status="2xx"}')).toBeGreaterThanOrEqual(2)
    expect(figure('portal_request_duration_seconds_count{status="4xx"}')).toBeGreaterThanOrEqual(1)
    expect(figure('portal_page_cache_hits_total')).toBeGreaterThanOrEqual(1)
    expect(figure('portal_page_cache_misses_total')).toBeGreaterThanOrEqual(1)
    expect(figure('portal_page_cache_bytes')).toBeGreaterThan(1000)
    expect(figure('portal_ready')).toBe(1)
    expect(figure('portal_suggestions_overdue')).toBeGreaterThanOrEqual(0)
    expect(figure('portal_content_faults')).toBe(0)
    expect(figure('portal_content_commit_age_seconds')).toBeGreaterThan(0)
    expect(figure('portal_job_tick_age_seconds{job="clocks"}')).toBeGreaterThanOrEqual(0)
    expect(figure('portal_database_connections{share="work",state="idle"}')).toBeGreaterThanOrEqual(0)
    expect(figure('portal_data_dir_free_bytes')).toBeGreaterThan(0)
    expect(figure('process_resident_memory_bytes')).toBeGreaterThan(0)
  })

  test.each([
    ['X-Forwarded-For', '203.0.113.9'],
    ['Forwarded', 'for=203.0.113.9'],
    ['Via', '1.1 proxy'],
    ['X-Real-IP', '203.0.113.9'],
  ])('the metrics are no page for what a proxy passes on (%s), unless it brings the token', async (name, value) => {
    expect((await ask('/metrics', { [name]: value })).status).toBe(404)
    for (const wrong of ['Bearer wrong', `Bearer ${token}x`, `Bearer ${token.replace('a', 'b')}`, token])
      expect((await ask('/metrics', { [name]: value, Authorization: wrong })).status, wrong).toBe(404)
    expect((await ask('/metrics', { [name]: value, Authorization: `Bearer ${token}` })).status).toBe(200)
  })

  test('a token of as many letters and more bytes is a wrong one like any other', async () => {
    const head = `GET /metrics HTTP/1.1\r\nHost: x\r\nVia: 1.1 proxy\r\nConnection: close\r\n`
    const request = Buffer.from(`${head}Authorization: Bearer ${'é'.repeat(token.length)}\r\n\r\n`, 'latin1')
    expect(await rawly(portal.address, request)).toMatchObject([{ status: 404 }])
    expect((await ask('/healthz')).status).toBe(200)
  })
})

test('a process that was asked to stop is still alive and no longer ready', async () => {
  // Somebody who has not asked yet holds the end up for two seconds.
  const { hostname, port } = new URL(portal.address)
  const silent = connect(Number(port), hostname)
  await once(silent, 'connect')
  const stopped = portal.stop()
  await expect
    .poll(async () => (await (await ask('/readyz')).json()) as unknown, { interval: 20 })
    .toMatchObject({ status: 'not ready', failing: ['stopping'] })
  silent.destroy()
  expect(await stopped).toBe(0)
})
