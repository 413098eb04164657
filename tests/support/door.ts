import { connect as connectSocket, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A way to PostgreSQL that can be held shut: what is sent meanwhile arrives when it opens again. */
export class Door {
  #pairs = new Set<Socket[]>()
  #isShut = false
  #server: Server
  constructor(port: number) {
    this.#server = createServer(near => {
      const far = connectSocket(port, '127.0.0.1')
      const pair = [near, far]
      this.#pairs.add(pair)
      near.pipe(far).pipe(near)
      for (const socket of pair) {
        socket.on('error', () => {})
        socket.on('close', () => {
          this.#pairs.delete(pair)
          pair.forEach(one => one.destroy())
        })
        if (this.#isShut) socket.pause()
      }
    })
  }
  async open(): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve))
    return (this.#server.address() as AddressInfo).port
  }
  shut(isShut: boolean): void {
    this.#isShut = isShut
    for (const socket of [...this.#pairs].flat()) socket[isShut ? 'pause' : 'resume']()
  }
  /** Whoever is on the way is cut off. */
  close(): void {
    this.#server.close()
    for (const socket of [...this.#pairs].flat()) socket.destroy()
  }
}
