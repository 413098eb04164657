import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'

const program = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].find(existsSync)

/** Whether a test can have a mail server of its own; CI installs what is wanted for one. */
export const canOwnMailServer = program !== undefined || process.env.CI === 'true'

export interface MailServer {
  port: number
  /** A mailbox of its own, as the portal is told of it. */
  addressOf(user: string): string
  /** Puts a letter into a mailbox, as a delivery does. */
  deliver(user: string, letter: string | Buffer): Promise<void>
  /** What lies in a mailbox, oldest first. */
  letters(user: string): Promise<{ seen: boolean; flagged: boolean }[]>
  stop(): Promise<void>
  start(): Promise<void>
  /** Stops it and takes its folder away. */
  close(): Promise<void>
}

const password = 'secret'

/** A Dovecot in a folder of its own, running until it is closed. */
export async function ownMailServer(): Promise<MailServer> {
  if (!program) throw new Error('dovecot-imapd is not installed')
  const directory = await mkdtemp(join(tmpdir(), 'portal-mail-'))
  await chmod(directory, 0o755)
  const port = await freePort()
  const config = join(directory, 'dovecot.conf')
  const { uid, gid, username } = owner()
  const mail = join(directory, 'mail')
  await mkdir(mail)
  if (process.getuid?.() === 0) await chown(mail, uid, gid)
  await writeFile(config, settings({ directory, port, uid, gid, username }))
  let server: ReturnType<typeof spawn> | undefined
  const stop = async () => {
    if (!server || server.exitCode !== null) return
    const ended = new Promise(resolve => server!.once('exit', resolve))
    server.kill('SIGTERM')
    await ended
  }
  const start = async () => {
    // Without the clock that a run may set (.ci/on-day): its processes are of several users, who cannot share that clock.
    server = spawn(program, ['-F', '-c', config], { stdio: 'ignore', env: { PATH: process.env.PATH } })
    await answers(port, () => readFile(join(directory, 'log'), 'utf8').catch(() => ''))
  }
  await start()
  const inbox = async <Result>(user: string, use: (client: ImapFlow) => Promise<Result>) => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      auth: { user, pass: password },
      logger: false,
      disableAutoIdle: true,
    })
    await client.connect()
    try {
      await client.mailboxOpen('INBOX')
      return await use(client)
    } finally {
      await client.logout()
    }
  }
  return {
    port,
    stop,
    start,
    async close() {
      await stop()
      await rm(directory, { recursive: true, force: true })
    },
    addressOf: user => `imap://${encodeURIComponent(user)}:${password}@127.0.0.1:${port}`,
    deliver: (user, letter) =>
      inbox(user, async client => {
        await client.append(
          'INBOX',
          typeof letter === 'string' ? Buffer.from(letter.replace(/\r?\n/g, '\r\n')) : letter,
        )
      }),
    letters: user =>
      inbox(user, async client => {
        const all = await client.fetchAll('1:*', { uid: true, flags: true })
        return all.map(({ flags }) => ({ seen: flags!.has('\\Seen'), flagged: flags!.has('\\Flagged') }))
      }),
  }
}

/** Dovecot keeps no mail as root. */
function owner() {
  const { uid, gid, username } = userInfo()
  if (uid !== 0) return { uid, gid, username }
  const id = (flag: string) => Number(execFileSync('id', [flag, 'mail'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g'), username: 'mail' }
}

const settings = (at: { directory: string; port: number; uid: number; gid: number; username: string }) => `
base_dir = ${at.directory}/run
state_dir = ${at.directory}/run
log_path = ${at.directory}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${at.username}
default_login_user = ${at.username}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${at.directory}/mail/%u
mail_fsync = never
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${at.port}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  chroot =
}
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${at.uid} gid=${at.gid} home=${at.directory}/mail/%u
}
`

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

async function answers(port: number, log: () => Promise<string>): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const isUp = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1')
      socket.once('data', () => (socket.destroy(), resolve(true)))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
    })
    if (isUp) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error(`dovecot does not answer: ${await log()}`)
}
