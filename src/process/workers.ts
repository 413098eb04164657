import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AggregatorRegistry } from 'prom-client'
import { createLog } from './log.ts'

/** What a worker is told when it shall finish what it has begun and end. */
export const drainWords = 'drain'
/** What a worker asks for, and is answered: the figures of all workers together. */
export const metricsWords = 'metrics'

/**
 * Keeps so many servers running on one port: starts again what ends, drains all on SIGTERM and SIGINT (a second signal
 * ends them at once), and on SIGHUP exchanges one after the other, so that no request is lost. Only the first may find
 * an old database or none; it has the place to itself until it listens. When it cannot start, nothing does.
 */
export async function keepWorkers(count: number): Promise<void> {
  const log = createLog(process.env.NODE_ENV === 'production')
  cluster.setupPrimary({ exec: fileURLToPath(new URL('server.ts', import.meta.url)) })
  const serving = new Set<Worker>()
  const leaving = new Set<Worker>()
  let isEnding = false
  let isExchanging = false
  let isUp = false

  const all = () => Object.values(cluster.workers ?? {}).filter(worker => worker !== undefined)
  /** Whether it has come so far that it listens. */
  async function start(): Promise<boolean> {
    const worker = cluster.fork()
    const over = new AbortController()
    const [listens] = await Promise.race([
      once(worker, 'listening', over).then(() => [true]),
      once(worker, 'exit', over).then(() => [false]),
    ])
    over.abort()
    return listens === true
  }
  function drain(worker: Worker): Promise<unknown> {
    leaving.add(worker)
    const gone = once(worker, 'exit')
    // Before it listens there is nothing to finish, and nobody to hear words.
    if (serving.has(worker)) worker.send(drainWords, () => {})
    else worker.process.kill()
    return gone
  }
  async function end(): Promise<void> {
    if (isEnding) process.exit(1)
    isEnding = true
    await Promise.all(all().map(drain))
    process.exit(0)
  }
  async function exchange(): Promise<void> {
    if (isExchanging || !isUp) return
    isExchanging = true
    for (const worker of all()) if (!isEnding && (await start())) await drain(worker)
    isExchanging = false
  }

  const metrics = new AggregatorRegistry()
  cluster.on('message', (worker, message) => {
    if (message !== metricsWords) return
    const answer = (text: string) => void (worker.isConnected() && worker.send({ metrics: text }))
    metrics.clusterMetrics().then(answer, (error: unknown) => {
      log('warn', 'the figures of the workers could not be read', { error })
      answer('')
    })
  })
  cluster.on('listening', worker => serving.add(worker))
  cluster.on('exit', async (worker, code, signal) => {
    serving.delete(worker)
    if (isEnding || leaving.delete(worker) || !isUp) return
    log('error', 'a worker has ended; another one starts', { pid: worker.process.pid, code, signal })
    await pause(1000)
    if (!isEnding && all().length < count) cluster.fork()
  })
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.on('SIGHUP', exchange)

  if (!(await start())) process.exit(1)
  await Promise.all(Array.from({ length: count - 1 }, start))
  isUp = true
}
