import { once } from 'node:events'
import { connect } from 'node:net'

/** One answer of a server, as it came over the wire. */
export interface RawAnswer {
  status: number
  headers: Headers
  body: string
}

/** Sends bytes as they are and gives every answer that comes back until the server closes, or is silent for `patience` milliseconds. */
export async function rawly(address: string, request: string | Buffer, patience = 3000): Promise<RawAnswer[]> {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  const chunks: Buffer[] = []
  socket.on('data', bytes => chunks.push(bytes))
  socket.on('error', () => {})
  socket.setTimeout(patience, () => socket.destroy())
  socket.write(request)
  await once(socket, 'close')
  return answersIn(Buffer.concat(chunks))
}

/** The answers that follow each other on one connection. */
function answersIn(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\r\n\r\n', at)
    if (end < 0) break
    const [first = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n')
    const headers = new Headers(
      lines.map((line): [string, string] => [
        line.slice(0, line.indexOf(':')),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    )
    const from = end + 4
    const length = headers.get('content-length')
    let until = from + Number(length ?? 0)
    let body: Buffer[] = [bytes.subarray(from, until)]
    if (length === null && headers.get('transfer-encoding') === 'chunked') {
      body = []
      for (until = from; until < bytes.length;) {
        const lineEnd = bytes.indexOf('\r\n', until)
        const size = Number.parseInt(bytes.subarray(until, lineEnd).toString(), 16)
        body.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
        until = lineEnd + 2 + size + 2
        if (!size) break
      }
    }
    answers.push({
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]),
      headers,
      body: Buffer.concat(body).toString(),
    })
    at = until
  }
  return answers
}
