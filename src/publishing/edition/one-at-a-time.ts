/** Work that is never done twice at once: who asks while one runs waits for another, which sees what was written in between. */
export function oneAtATime(work: () => Promise<void>): (() => Promise<void>) & { last(): Promise<void> } {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  const ask = () =>
    (next ??= running.then(() => {
      next = undefined
      const run = work()
      running = run.catch(() => {})
      return run
    }))
  return Object.assign(ask, { last: () => next?.catch(() => {}) ?? running })
}
