/**
 * One line per entry: JSON in production, for the collector that keeps logs six months
 * (网络安全法 Art. 23), plain words elsewhere. Never give it personal data.
 */
export type Log = (level: 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void

export function createLog(json: boolean): Log {
  return (level, message, fields = {}) => {
    const plain = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        value instanceof Error ? (value.stack ?? value.message) : value,
      ]),
    )
    const line = json
      ? escaped(JSON.stringify({ at: new Date().toISOString(), level, message, ...plain }))
      : [
          message,
          ...Object.entries(plain).map(
            ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
          ),
        ].join('  ')
    if (level === 'info') writeSoon(line)
    else console.error(line)
  }
}

/** JSON escapes only half of what a terminal or a reader of lines obeys: not DEL, C1, line separators and marks of direction. */
const escaped = (line: string) =>
  line.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** Has the warnings of Node logged, each kind once a minute at most: one that comes from a loop would fill the disk. */
export function logWarnings(log: Log): void {
  const toldAt = new Map<string, number>()
  process.removeAllListeners('warning').on('warning', warning => {
    if (performance.now() - (toldAt.get(warning.name) ?? -Infinity) < 60_000) return
    toldAt.set(warning.name, performance.now())
    log('warn', 'Node warns', { error: warning })
  })
}

let waiting: string[] = []
process.once('exit', writeWaiting)

/** Lines of readers come by the thousand: written one by one they would take longer than the pages. */
function writeSoon(line: string): void {
  if (waiting.push(line) === 1) setTimeout(writeWaiting, 50).unref()
}

function writeWaiting(): void {
  if (waiting.length > 0) process.stdout.write(`${waiting.join('\n')}\n`)
  waiting = []
}
