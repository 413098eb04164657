/**
 * What the work gives, or an error after so many milliseconds; the work itself goes on. Answers that have arrived
 * already are read first, so a busy process does not take its own slowness for that of the database.
 */
export async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      setImmediate(() => setImmediate(() => reject(new Error(`no answer within ${milliseconds} ms`))))
    }, milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    late.catch(() => {})
  }
}
