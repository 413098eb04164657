import { execFileSync } from 'node:child_process'
import { onTestFinished } from 'vitest'

/** A machine of its own as far as the network goes: a namespace with one cable to the bridge. */
export interface Host {
  name: string
  address: string
  /** Pulls the cable. */
  cut(): void
  mend(): void
}

const ip = (...words: string[]) => void execFileSync('ip', words, { stdio: 'pipe' })

/** Whether this machine lets us make network namespaces, bridges and cables: Linux, as root, with the program `ip`. */
export const canMakeHosts = (() => {
  const name = `try${process.pid % 10_000}`
  try {
    ip('netns', 'add', name)
    ip('link', 'add', name, 'type', 'bridge')
    ip('link', 'add', `c${name}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    return true
  } catch {
    return false
  } finally {
    for (const words of [`link delete c${name}`, `link delete ${name}`, `netns delete ${name}`])
      try {
        ip(...words.split(' '))
      } catch {
        // It was not made.
      }
  }
})()

/** So many hosts on one bridge, and the address at which they reach this process; gone when the test ends. */
export function makeHosts(count: number): { here: string; hosts: Host[] } {
  const mark = process.pid % 10_000
  const net = `10.77.${process.pid % 250}`
  const bridge = `br${mark}`
  ip('link', 'add', bridge, 'type', 'bridge')
  onTestFinished(() => ip('link', 'delete', bridge))
  ip('address', 'add', `${net}.1/24`, 'dev', bridge)
  ip('link', 'set', bridge, 'up')
  const hosts = Array.from({ length: count }, (_, at) => {
    const [name, cable, address] = [`host-${mark}-${at}`, `c${mark}-${at}`, `${net}.${at + 2}`]
    ip('netns', 'add', name)
    onTestFinished(() => ip('netns', 'delete', name))
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
    ip('link', 'set', cable, 'master', bridge, 'up')
    for (const words of [`address add ${address}/24 dev eth0`, 'link set eth0 up', 'link set lo up'])
      ip('-netns', name, ...words.split(' '))
    return {
      name,
      address,
      cut: () => ip('link', 'set', cable, 'down'),
      mend: () => ip('link', 'set', cable, 'up'),
    }
  })
  return { here: `${net}.1`, hosts }
}
