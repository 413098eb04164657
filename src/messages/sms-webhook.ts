import { createHmac } from 'node:crypto'
import { type Sender, Undeliverable } from './senders.ts'

/** Whether anything answers at the address of the gateway; nothing is sent to it. Throws why not. */
export async function reachSmsWebhook(url: string): Promise<void> {
  const answer = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(10_000) })
  if (answer.status >= 500) throw new Error(`the SMS gateway answered ${answer.status}`)
}

/**
 * Hands each SMS to the city's own gateway: `POST url` with JSON `{ id, to, text }`. `X-Signature` is
 * `sha256=` and the HMAC of `timestamp.body` in hex, so the gateway knows that it is us and that nothing was
 * changed; `Idempotency-Key` repeats on a second attempt. 2xx: taken. 4xx: never will be, except 408, 425,
 * 429, which like everything else is tried again.
 */
export function createSmsWebhook({ url, secret }: { url: string; secret: string }): Sender {
  return {
    name: 'sms-webhook',
    async send({ key, to, text }) {
      const body = JSON.stringify({ id: key, to, text })
      const timestamp = String(Math.floor(Date.now() / 1000))
      const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'X-Timestamp': timestamp,
          'X-Signature': `sha256=${signature}`,
          'Idempotency-Key': key,
        },
        body,
        // Following a redirect would hand a citizen's number to another address.
        redirect: 'error',
        signal: AbortSignal.timeout(10_000),
      })
      await response.body?.cancel()
      if (response.ok) return
      const final = response.status >= 400 && response.status < 500 && ![408, 425, 429].includes(response.status)
      const words = `the SMS gateway answered ${response.status}`
      throw final ? new Undeliverable(words) : new Error(words)
    },
  }
}
