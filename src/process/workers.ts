import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AggregatorRegistry, type Registry } from 'prom-client'
import { inTime } from '#people/in-time.ts'
import { createLog } from './log.ts'

/** What a worker is told when it shall finish what it has begun and end. */
export const drainWords = 'drain'
/** What a worker asks for, and is answered: the figures of all workers together. */
export const metricsWords = 'metrics'
/** What each of them is asked for meanwhile: its own. */
export const figuresWords = 'figures'
const aliveWords = 'alive'

type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

/** Has this worker say every two seconds that it can be asked. */
export function tellAlive(): void {
  if (cluster.isWorker) setInterval(() => process.connected && process.send!(aliveWords), 2000).unref()
}

/**
 * Keeps so many servers running on one port: starts again what ends, drains all on SIGTERM and SIGINT (a second signal
 * ends them at once), and on SIGHUP exchanges one after the other, so that no request is lost. One that is silent for half
 * a minute, or does not end, is killed. Only the first may find an old database or none; it has the place to itself until
 * it listens. When it cannot start, nothing does.
 */
export async function keepWorkers(count: number): Promise<void> {
  const log = createLog(process.env.NODE_ENV === 'production')
  cluster.setupPrimary({ exec: fileURLToPath(new URL('server.ts', import.meta.url)) })
  /** With how often one was looked at since it last said something. */
  const serving = new Map<Worker, number>()
  const leaving = new Set<Worker>()
  let isEnding = false
  let isExchanging = false
  let isUp = false

  const all = () => Object.values(cluster.workers ?? {}).filter(worker => worker !== undefined)
  const staying = () => all().filter(worker => !leaving.has(worker))
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
  async function drain(worker: Worker): Promise<void> {
    if (worker.isDead()) return
    leaving.add(worker)
    const gone = new Promise(resolve => worker.once('exit', resolve))
    // Before it listens there is nothing to finish, and nobody to hear words.
    if (serving.has(worker)) worker.send(drainWords, () => {})
    else worker.process.kill()
    // It gives itself ten seconds.
    const late = setTimeout(() => kill(worker, 'a worker does not end and is killed'), 15_000)
    await gone
    clearTimeout(late)
  }
  function kill(worker: Worker, why: string): void {
    log('error', why, { pid: worker.process.pid })
    worker.process.kill('SIGKILL')
  }
  async function end(): Promise<void> {
    if (isEnding) {
      for (const worker of all()) worker.process.kill('SIGKILL')
      process.exit(1)
    }
    isEnding = true
    await Promise.all(all().map(drain))
    process.exit(0)
  }
  async function exchange(): Promise<void> {
    if (isExchanging || !isUp) return
    isExchanging = true
    for (const worker of all()) if (!isEnding && !worker.isDead() && (await start())) await drain(worker)
    // One that has ended meanwhile may not have been missed while there was one more.
    while (!isEnding && staying().length < count && (await start()));
    isExchanging = false
  }

  const asked = new Map<Worker, (figures: Figures) => void>()
  /** One that says nothing is left out. */
  async function gather(): Promise<string> {
    const heard = [...serving].filter(([, looks]) => looks < 2).map(([worker]) => worker)
    const told = await Promise.all(
      heard.map(worker => {
        const { promise, resolve } = Promise.withResolvers<Figures>()
        asked.set(worker, resolve)
        worker.send(figuresWords, () => {})
        return inTime(promise, 5000).catch(() => [])
      }),
    )
    return AggregatorRegistry.aggregate(told).metrics()
  }
  let gathering: Promise<string> | undefined
  cluster.on('message', (worker, message: string | { figures: Figures }) => {
    if (serving.has(worker)) serving.set(worker, 0)
    if (typeof message === 'object') return asked.get(worker)?.(message.figures)
    if (message !== metricsWords) return
    const answer = (text: string) => void (worker.isConnected() && worker.send({ metrics: text }))
    gathering ??= gather().finally(() => (gathering = undefined))
    gathering.then(answer, (error: unknown) => {
      log('warn', 'the figures of the workers could not be read', { error })
      answer('')
    })
  })
  cluster.on('listening', worker => serving.set(worker, 0))
  cluster.on('exit', async (worker, code, signal) => {
    serving.delete(worker)
    asked.delete(worker)
    if (isEnding || leaving.delete(worker) || !isUp) return
    log('error', 'a worker has ended; another one starts', { pid: worker.process.pid, code, signal })
    await pause(1000)
    if (!isEnding && staying().length < count) cluster.fork()
  })
  // Looks are counted and not seconds: when this process itself was stopped, its workers were not silent.
  setInterval(() => {
    for (const [worker, looks] of serving) {
      serving.set(worker, looks + 1)
      if (looks === 6) kill(worker, 'a worker has said nothing for half a minute and is killed')
    }
  }, 5000).unref()
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.on('SIGHUP', exchange)

  if (!(await start())) process.exit(1)
  await Promise.all(Array.from({ length: count - 1 }, start))
  isUp = true
}
