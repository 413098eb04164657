import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A program of somebody else that is posted to; it ends with the test. `answer` is asked for each request. */
export async function receiver(answer: (body: string) => { status: number; headers?: Record<string, string> }) {
  const received: { headers: IncomingMessage['headers']; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', bytes => (body += bytes))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      const { status, headers = {} } = answer(body)
      response.writeHead(status, headers).end('ok')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received }
}
