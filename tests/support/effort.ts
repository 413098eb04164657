/**
 * The work that something takes, in milliseconds of this process's own processor time. What else the machine does
 * counts for nothing, so a text that takes for ever is told from a machine that has no time.
 */
export async function effortOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
