import { createTransport, type SendMailOptions } from 'nodemailer'

/** A letter as a mail program writes it. */
export async function letter(options: SendMailOptions): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true })
  const { message } = await transport.sendMail({
    from: '王小明 <wang@example.cn>',
    to: 'jianyan@example.cn',
    date: new Date('2026-11-23T02:00:00Z'),
    ...options,
  })
  return message as Buffer
}
