import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createSmsWebhook } from '#messages/sms-webhook.ts'

describe('the SMS webhook', () => {
  async function gateway(
    answer: (request: IncomingMessage, body: string) => { status: number; headers?: Record<string, string> },
  ) {
    const received: { headers: IncomingMessage['headers']; body: string }[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', bytes => (body += bytes))
      request.on('end', () => {
        received.push({ headers: request.headers, body })
        const { status, headers = {} } = answer(request, body)
        response.writeHead(status, headers).end('ok')
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}/sms`, received, close: () => new Promise(resolve => server.close(resolve)) }
  }
  const letter = { key: 'message-7', to: '13800000001', text: '【丽水文明】你好' }
  const secret = 'sixteen-characters'

  test('signs what it sends', async () => {
    const { url, received, close } = await gateway(() => ({ status: 202 }))
    await createSmsWebhook({ url, secret }).send(letter)
    const { headers, body } = received[0]!
    expect(JSON.parse(body)).toEqual({ id: 'message-7', to: '13800000001', text: '【丽水文明】你好' })
    expect(headers['idempotency-key']).toBe('message-7')
    expect(headers['x-signature']).toBe(
      `sha256=${createHmac('sha256', secret).update(`${headers['x-timestamp']}.${body}`).digest('hex')}`,
    )
    await close()
  })

  test.each([
    [503, false],
    [429, false],
    [400, true],
  ])('an answer of %i is final: %s', async (status, final) => {
    const { url, close } = await gateway(() => ({ status }))
    const error = await createSmsWebhook({ url, secret })
      .send(letter)
      .catch((error: unknown) => error)
    expect(error).toMatchObject({ message: `the SMS gateway answered ${status}` })
    expect('undeliverable' in (error as object)).toBe(final)
    await close()
  })

  test('does not follow a redirect with a citizen’s number', async () => {
    const elsewhere = await gateway(() => ({ status: 200 }))
    const { url, close } = await gateway(() => ({ status: 307, headers: { Location: elsewhere.url } }))
    await expect(createSmsWebhook({ url, secret }).send(letter)).rejects.toThrow()
    expect(elsewhere.received).toEqual([])
    await Promise.all([close(), elsewhere.close()])
  })
})
