import { createHash } from 'node:crypto'
import { ImapFlow } from 'imapflow'
import { aMinute } from '#calendar/spans.ts'

/** A mailbox that is open. Letters are named by their number in it, which the server never gives again. */
export interface Mailbox {
  /** Letters that nobody has read, oldest first, with their size in bytes. */
  listUnseen(most: number): Promise<{ uid: number; size: number }[]>
  /** The place of a letter, which no other ever has; of another mailbox neither. */
  placeOf(uid: number): string
  /** A letter as it came; undefined when somebody has taken it away meanwhile. It stays unread. */
  read(uid: number): Promise<Uint8Array | undefined>
  /** It is done with; `flag`: somebody has to look at it. */
  putAway(uid: number, flag: boolean): Promise<void>
}

const MB = 2 ** 20

/** So large a letter may be: six photos as a phone sends them, in base64. */
export const mostBytes = 40 * MB

/**
 * Opens the mailbox that an address names (imaps://user:password@host/mailbox, INBOX without one), for as long as it is
 * used. Throws `MailboxAway` when server or network fail, and whatever its user throws.
 */
export async function withMailbox<Result>(
  address: string,
  use: (mailbox: Mailbox) => Promise<Result>,
): Promise<Result> {
  const { client, name } = clientFor(address)
  // A connection that is lost ends whatever waits for it; nothing else is to be done about it here.
  client.on('error', () => {})
  const { username, hostname } = new URL(address)
  try {
    const { uidValidity, path } = await asked(client.connect().then(() => client.mailboxOpen(name)))
    return await use({
      // Two mailboxes that were made in one second number their letters alike.
      placeOf: uid => `${shortOf(`${username}@${hostname}/${path}`)} ${uidValidity} ${uid}`,
      async listUnseen(most) {
        const found = (await asked(client.search({ seen: false }, { uid: true }))) || []
        const uids = found.toSorted((one, other) => one - other).slice(0, most)
        if (uids.length === 0) return []
        const letters = await asked(client.fetchAll(uids, { uid: true, size: true }, { uid: true }))
        return letters.map(({ uid, size = 0 }) => ({ uid, size })).toSorted((one, other) => one.uid - other.uid)
      },
      async read(uid) {
        const letter = await asked(client.fetchOne(uid, { uid: true, source: true }, { uid: true }))
        return letter ? letter.source : undefined
      },
      async putAway(uid, flag) {
        await asked(client.messageFlagsAdd(uid, flag ? ['\\Seen', '\\Flagged'] : ['\\Seen'], { uid: true }))
      },
    })
  } finally {
    await client.logout().catch(() => client.close())
  }
}

/** The server does not answer, or does not do what it is asked: says why, without the password. */
export class MailboxAway extends Error {}

const asked = <Answer>(answer: Promise<Answer>): Promise<Answer> =>
  answer.catch((error: unknown) => {
    throw new MailboxAway(sayFault(error), { cause: error })
  })

/** Signs in, looks whether the mailbox is there, and reads nothing. */
export async function verifyMailbox(address: string): Promise<void> {
  await withMailbox(address, mailbox => mailbox.listUnseen(1))
}

const shortOf = (name: string): string => createHash('sha256').update(name).digest('base64url').slice(0, 16)

/** A server of our own machine may do without encryption; over a network no password goes in the open. */
function clientFor(address: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(address)
  const secure = protocol === 'imaps:'
  const isOwnMachine = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  const client = new ImapFlow({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 993 : 143),
    secure,
    ...(!secure && !isOwnMachine && { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    clientInfo: { name: 'lishui-wenming' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: aMinute / 3,
    greetingTimeout: aMinute / 3,
    socketTimeout: aMinute,
    maxLiteralSize: mostBytes + MB,
    maxResponseSize: mostBytes + 2 * MB,
  })
  return { client, name: decodeURIComponent(pathname.slice(1)) || 'INBOX' }
}

/** What a server says stands beside the error; an address that it quotes is nobody's business. */
function sayFault(error: unknown): string {
  const { message, code, responseText } = error as Error & { code?: string; responseText?: string }
  return [message, responseText ?? code]
    .filter(Boolean)
    .join(': ')
    .replace(/\S+@\S+/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 300)
}
