import { isRefusalOfServer } from '#db/transaction.ts'

/** How many are done at once, and how many such gatherings at a time. */
const most = 100
const atATime = 2

interface Waiting<Item, Result> {
  item: Item
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Lets calls that come while the work is busy wait and be done together: as much for one as for many where most of the
 * cost is the trip, the statement and the commit. When a gathering is refused, each of it is tried once more, alone, so
 * that only the one at fault fails.
 */
export function gather<Item, Result>(work: (items: Item[]) => Promise<Result[]>): (item: Item) => Promise<Result> {
  const line: Waiting<Item, Result>[] = []
  let busy = 0

  async function doNext(): Promise<void> {
    busy++
    while (line.length > 0) await doAll(line.splice(0, most))
    busy--
  }

  async function doAll(several: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(several.map(({ item }) => item))
      several.forEach(({ resolve }, index) => resolve(results[index]!))
    } catch (error) {
      if (several.length > 1 && isRefusalOfServer(error)) await Promise.all(several.map(one => doAll([one])))
      else for (const { reject } of several) reject(error)
    }
  }

  return item =>
    new Promise((resolve, reject) => {
      line.push({ item, resolve, reject })
      if (busy < atATime) void doNext()
    })
}
