import { SingleBar } from 'cli-progress'

/** A bar on a terminal, a plain line every few seconds elsewhere. */
export interface Progress {
  /** So many of all are done. */
  at(done: number, of: number): void
  end(): void
}

/** Shows how far one part of a command is; `unit` is what is counted. */
export function showProgress(what: string, unit: string): Progress {
  const bar = new SingleBar({
    format: `${what.padEnd(9)} {bar} {value}/{total} ${unit}`,
    barCompleteChar: '#',
    barIncompleteChar: '-',
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
  })
  bar.start(0, 0)
  let total = 0
  return {
    at(done, of) {
      total = of
      bar.setTotal(of)
      bar.update(done)
    },
    end() {
      bar.update(total)
      bar.stop()
    },
  }
}
