import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createSmtp } from '#messages/smtp.ts'

/** A mail server of a few lines that keeps what it is given and answers RCPT as the test wants. */
async function mailServer(answerToRecipient: string) {
  const letters: string[] = []
  const server = createServer(socket => {
    let inData = false
    let letter = ''
    socket.write('220 mail.example.cn ESMTP\r\n')
    socket.on('error', () => {})
    socket.on('data', bytes => {
      for (const line of String(bytes).split(/(?<=\r\n)/)) {
        if (inData) {
          letter += line
          if (line === '.\r\n') {
            inData = false
            letters.push(letter)
            socket.write('250 kept\r\n')
          }
        } else if (/^DATA/i.test(line)) {
          inData = true
          socket.write('354 go on\r\n')
        } else if (/^RCPT/i.test(line)) socket.write(`${answerToRecipient}\r\n`)
        else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
        else socket.write('250 ok\r\n')
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, letters }
}

const letter = { key: 'message-7', to: 'wu@example.cn', text: '【丽水文明】你的建言有答复了。' }
const smtp = (url: string) => createSmtp({ url, from: 'noreply@wenming.example.cn', siteName: '丽水文明' })

test('an e-mail carries the same Message-ID on every attempt', async () => {
  const { url, letters } = await mailServer('250 ok')
  await smtp(url).send(letter)
  await smtp(url).send(letter)
  expect(letters).toHaveLength(2)
  for (const text of letters) expect(text).toContain('Message-ID: <message-7@wenming.example.cn>')
  const body = letters[0]!.split('\r\n\r\n')[1]!
  expect(Buffer.from(body, 'base64').toString('utf8')).toContain('你的建言有答复了')
})

test('an address that the mail server refuses is final, a full mailbox is not', async () => {
  const refused = await mailServer('550 no such user')
  await expect(smtp(refused.url).send(letter)).rejects.toMatchObject({
    undeliverable: true,
    message: 'the mail server refused it: 550',
  })
  const full = await mailServer('452 mailbox full')
  const error = await smtp(full.url)
    .send(letter)
    .catch((error: unknown) => error)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toHaveProperty('undeliverable')
})

test('a mail server that is away is worth another attempt', async () => {
  const error = await smtp('smtp://127.0.0.1:1')
    .send(letter)
    .catch((error: unknown) => error)
  expect(error).toBeInstanceOf(Error)
  expect(error).not.toHaveProperty('undeliverable')
})
