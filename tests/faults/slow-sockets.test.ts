import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type RunningServer, startServer } from '../support/server.ts'

/** Opens connections to the server, all of which count as closed once either side has ended them. */
async function openSockets(
  portal: RunningServer,
  count: number,
): Promise<{ sockets: Socket[]; open(): number; answers(): Set<string> }> {
  let answers = ''
  const { port } = new URL(portal.address)
  const sockets: Socket[] = []
  const add = () => {
    const socket = connect(Number(port), '127.0.0.1')
    sockets.push(socket)
    // A reset is one of the ways in which the server ends it.
    socket.on('error', () => {}).on('data', chunk => (answers += String(chunk).split('\r\n', 1)[0] + '\n'))
    return new Promise(resolve => socket.once('connect', resolve))
  }
  // More than wait to be accepted (511) would be connections that the server never hears of.
  while (sockets.length < count) await Promise.all(Array.from({ length: 50 }, add))
  onTestFinished(() => sockets.forEach(socket => socket.destroy()))
  return {
    sockets,
    open: () => sockets.filter(socket => !socket.closed).length,
    answers: () => new Set(answers.trim().split('\n')),
  }
}

/** Has each send the next byte of its text once a second. */
function dribble(sockets: Socket[], text: string): void {
  let at = 0
  const timer = setInterval(() => {
    const byte = text[at++ % text.length]!
    for (const socket of sockets) if (socket.writable) socket.write(byte)
  }, 1000)
  onTestFinished(() => clearInterval(timer))
}

/** Kept pages, pages that are made, and a form are answered. */
async function expectAnswers(portal: RunningServer): Promise<void> {
  for (const path of ['/', '/participate/suggest', '/notices?page=1', '/participate/track', '/healthz']) {
    const response = await fetch(portal.address + path, { signal: AbortSignal.timeout(20_000) })
    await response.text()
    expect(response.status, path).toBe(200)
  }
}

/** Five minutes are too long for each push. */
const isFull = process.env.FAULTS === 'full'

const tooSlow = 'HTTP/1.1 408 Request Timeout'

async function started(): Promise<RunningServer> {
  const portal = await startServer()
  onTestFinished(() => void portal.stop())
  await expectAnswers(portal)
  return portal
}

const until = async (isSo: () => boolean, milliseconds: number): Promise<void> => {
  for (const end = performance.now() + milliseconds; !isSo() && performance.now() < end;) await wait(250)
}

test.runIf(isFull)(
  `three hundred that send a byte a second stop nobody else, and the limits end them, bodies after three minutes${isFull ? '' : ' (with FAULTS=full alone)'}`,
  async () => {
    const portal = await started()
    const heads = await openSockets(portal, 150)
    const bodies = await openSockets(portal, 150)
    dribble(heads.sockets, 'GET /participate/suggest HTTP/1.1\r\nHost: localhost\r\nX-Slow: ' + 'a'.repeat(400))
    for (const socket of bodies.sockets)
      socket.write(
        `POST /participate/suggest HTTP/1.1\r\nHost: ${new URL(portal.address).host}\r\nOrigin: ${portal.address}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\ntitle=`,
      )
    dribble(bodies.sockets, 'a')

    for (let second = 0; second < 10; second += 1) {
      await expectAnswers(portal)
      await wait(1000)
    }
    expect([heads.open(), bodies.open()]).toEqual([150, 150])
    await until(() => heads.open() === 0, 50_000)
    expect(heads.open()).toBe(0)
    await expectAnswers(portal)
    await until(() => bodies.open() === 0, 200_000)
    expect(bodies.open()).toBe(0)
    expect([heads.answers(), bodies.answers()]).toEqual([new Set([tooSlow]), new Set([tooSlow])])
    expect(portal.output()).not.toContain('a page failed')
  },
)

test('two thousand connections on which nothing is asked leave the pages answered, and end', async () => {
  const portal = await started()
  const idle = await openSockets(portal, 2000)
  expect(idle.open()).toBe(2000)
  await expectAnswers(portal)
  await until(() => idle.open() === 0, 90_000)
  expect(idle.open()).toBe(0)
  await expectAnswers(portal)
})
