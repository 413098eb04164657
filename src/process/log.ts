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
      ? JSON.stringify({ at: new Date().toISOString(), level, message, ...plain })
      : [
          message,
          ...Object.entries(plain).map(
            ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
          ),
        ].join('  ')
    if (level === 'info') console.log(line)
    else console.error(line)
  }
}
