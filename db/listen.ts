import pg from 'pg'

/** Takes what was sent on a channel; undefined when something may have been missed. */
export type Heard = (words: string | undefined) => void

export interface Listening {
  /** Whether words arrive at present. */
  isOn(): boolean
  close(): Promise<void>
}

/** A lost connection is opened again after this time at most; a silent one is found out in twice the time. */
const everyMs = 5000

/** Listens on channels of PostgreSQL with a connection of its own, and again after each loss of it. */
export function listenOnPostgres(connectionString: string, channels: Readonly<Record<string, Heard>>): Listening {
  let client: pg.Client | undefined
  const missed = () => Object.values(channels).forEach(heard => heard(undefined))

  async function begin(): Promise<void> {
    const fresh = new pg.Client({ connectionString, connectionTimeoutMillis: everyMs, query_timeout: everyMs })
    fresh.on('error', () => {})
    fresh.on('notification', ({ channel, payload }) => channels[channel]?.(payload ?? ''))
    fresh.on('end', () => {
      if (client !== fresh) return
      client = undefined
      missed()
    })
    try {
      await fresh.connect()
      for (const channel of Object.keys(channels)) await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
      client = fresh
      missed()
    } catch {
      await fresh.end().catch(() => {})
    }
  }

  // While a question is open, `end` cuts the connection instead of waiting for the answer.
  const look = () => (client ? client.query('SELECT 1').then(ignore, () => client?.end()) : begin())
  let looking: Promise<void> = begin()
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    looking = looking.then(look).finally(() => (isLooking = false))
  }, everyMs).unref()

  return {
    isOn: () => client !== undefined,
    async close() {
      clearInterval(timer)
      await looking
      await client?.end().catch(ignore)
    },
  }
}

const ignore = () => {}
