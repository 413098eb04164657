/**
 * One picture at a time in this process, because each costs memory, and in turn by sender: one who has many waits for
 * everybody else after each of them, so a single photo waits for one of every other sender's at most.
 */
export function createTurns() {
  const waiting = new Map<string, (() => Promise<void>)[]>()
  let isBusy = false

  async function workOff() {
    if (isBusy) return
    isBusy = true
    for (let [first] = waiting; first; [first] = waiting) {
      const [sender, [work, ...more]] = first
      waiting.delete(sender)
      if (more.length > 0) waiting.set(sender, more)
      await work!()
    }
    isBusy = false
  }

  /** Does the work when it is its sender's turn, and gives what it gave. */
  return function inTurn<Result>(sender: string, work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      waiting.set(sender, [...(waiting.get(sender) ?? []), () => work().then(resolve, reject)])
      void workOff()
    })
  }
}
