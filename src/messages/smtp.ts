import { createTransport } from 'nodemailer'
import { type Sender, Undeliverable } from './senders.ts'

const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

/** Signs in at the mail server and sends nothing; throws what it says. */
export async function verifySmtp(url: string): Promise<void> {
  await createTransport({ url, ...patience }).verify()
}

/** Sends e-mail through the city's mail server. `url` is smtp:// or smtps:// with user and password; `from` is the address it is sent as. */
export function createSmtp({ url, from, siteName }: { url: string; from: string; siteName: string }): Sender {
  const transport = createTransport({ url, ...patience })
  const domain = from.slice(from.lastIndexOf('@') + 1).replace('>', '')
  return {
    name: 'smtp',
    async send({ key, to, text }) {
      try {
        // The same Message-ID on a second attempt: the mailbox can see that it is the same letter.
        await transport.sendMail({
          from,
          to,
          subject: `${siteName}：办理进度`,
          text,
          messageId: `<${key}@${domain}>`,
          // No machine is to answer it (RFC 3834).
          headers: { 'Auto-Submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
        })
      } catch (error) {
        const { responseCode, command } = error as { responseCode?: number; command?: string }
        const refusedForGood =
          responseCode !== undefined && responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')
        throw refusedForGood ? new Undeliverable(`the mail server refused it: ${responseCode}`) : error
      }
    },
  }
}
