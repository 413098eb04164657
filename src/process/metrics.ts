import cluster from 'node:cluster'
import type { ServerResponse } from 'node:http'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { countWaiting } from '#messages/outbox.ts'
import { inTime } from '#people/in-time.ts'
import type { Portal } from '#portal.ts'
import { countOverdue } from '#suggestions/queue.ts'
import { bearable } from './readiness.ts'
import { figuresWords, metricsWords } from './workers.ts'

/** What Prometheus reads. */
export interface Metrics {
  /** Counts an answer, once it is sent or its reader has gone. */
  watch(response: ServerResponse): void
  answer(response: ServerResponse): Promise<void>
}

/** Figures of this process and of what all processes share; what the database tells is left out while it is away. */
export function createMetrics(portal: Portal): Metrics {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const requests = new Histogram({
    name: 'portal_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer, by class of status; 499 is a reader who left.',
    labelNames: ['status'],
    buckets: [0.001, 0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10, 60],
    registers,
  })

  // One look serves all figures of an answer.
  let last: { at: number; read: Promise<void> } | undefined
  function collect(): Promise<void> {
    const at = performance.now()
    if (!last || at - last.at > 1000)
      last = {
        at,
        read: read(new Date()).catch(error => portal.log('warn', 'some metrics could not be read', { error })),
      }
    return last.read
  }
  /** `together`: what is said of several processes that each tell one figure. */
  const gauge = (name: string, together: 'sum' | 'max' | 'min', help: string, ...labelNames: string[]) =>
    new Gauge({ name: `portal_${name}`, help, labelNames, registers, aggregator: together, collect })
  /** A count that is kept elsewhere. */
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name: `portal_${name}`,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })

  counter('page_cache_hits_total', 'Answers from whole pages in memory.', () => portal.pages.report().hits)
  counter('page_cache_misses_total', 'Pages that had to be made.', () => portal.pages.report().misses)
  const cacheBytes = gauge('page_cache_bytes', 'sum', 'Memory of whole pages.')
  const waiting = gauge('outbox_waiting', 'max', 'Messages that wait to be sent.', 'channel')
  const oldest = gauge('outbox_oldest_seconds', 'max', 'Age of the oldest of them.', 'channel')
  const overdue = gauge('suggestions_overdue', 'max', 'Open suggestions past their deadline.')
  const ticks = gauge('job_tick_age_seconds', 'max', 'Time since a job of each minute was last done.', 'job')
  const ready = gauge('ready', 'min', 'Whether /readyz answers 200.')
  const free = gauge('data_dir_free_bytes', 'min', 'Free room where DATA_DIR lies.')
  const pools = gauge('database_connections', 'sum', 'Connections to the database.', 'share', 'state')
  const commitAge = gauge('content_commit_age_seconds', 'max', 'Time since what is published was committed.')
  const faults = gauge('content_faults', 'max', 'Files that were left out of what is published.')

  async function read(now: Date): Promise<void> {
    for (const figure of [waiting, oldest, ticks, overdue]) figure.reset()
    cacheBytes.set(portal.pages.report().bytes)
    faults.set(portal.content.everything().faults.length)
    for (const [share, pool] of Object.entries(portal.pools)) {
      pools.set({ share, state: 'busy' }, pool.totalCount - pool.idleCount)
      pools.set({ share, state: 'idle' }, pool.idleCount)
      pools.set({ share, state: 'waited-for' }, pool.waitingCount)
    }
    const since = await portal.content.committedAt()
    if (since) commitAge.set((now.getTime() - since.getTime()) / 1000)
    const { faults: failing, tickAges, freeBytes } = await portal.readiness()
    ready.set(Object.keys(failing).every(check => bearable.includes(check)) ? 1 : 0)
    if (freeBytes !== undefined) free.set(freeBytes)
    for (const [job, age] of Object.entries(tickAges)) ticks.set({ job }, age)
    if (failing.database) return
    const [messages, late] = await inTime(Promise.all([countWaiting(portal.db), countOverdue(portal.db, now)]), 3000)
    for (const { channel, count, since } of messages) {
      waiting.set({ channel }, count)
      oldest.set({ channel }, (now.getTime() - since.getTime()) / 1000)
    }
    overdue.set(late)
  }

  const ofAll = joinWorkers(register)
  return {
    watch(response) {
      const begin = performance.now()
      response.once('close', () => {
        const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : '499'
        requests.observe({ status }, (performance.now() - begin) / 1000)
      })
    },
    async answer(response) {
      const text = await (cluster.isWorker ? ofAll() : register.metrics()).catch((error: unknown) => {
        portal.log('warn', 'the metrics could not be read', { error })
        return ''
      })
      response.writeHead(text ? 200 : 503, { 'Content-Type': register.contentType, 'Cache-Control': 'no-store' })
      response.end(text)
    },
  }
}

/** Answers what the first process asks of its workers (workers.ts), and asks it for what all have answered. */
function joinWorkers(register: Registry): () => Promise<string> {
  const asking: ((text: string) => void)[] = []
  const tell = (figures: unknown[]) => void process.send!({ figures })
  process.on('message', (message: string | { metrics: string }) => {
    if (message === figuresWords) register.getMetricsAsJSON().then(tell, () => tell([]))
    else if (typeof message === 'object') for (const answer of asking.splice(0)) answer(message.metrics)
  })
  return () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    if (asking.push(resolve) === 1) process.send!(metricsWords)
    return promise
  }
}
