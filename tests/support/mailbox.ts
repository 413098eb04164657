import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { collectLetters, type Collecting } from '#machines/mail/collect.ts'
import { type Mailbox, withMailbox } from '#machines/mail/mailbox.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { photosOnDisk } from '#suggestions/photo-files.ts'
import { createPhotoIntake } from '#suggestions/photo-intake.ts'
import { createRateLimits } from '#web/rate-limit.ts'
import { temporaryDirectory } from './content.ts'
import { addColleagues, type Colleagues } from './course.ts'
import { openTestDatabase } from './database.ts'
import { canOwnMailServer, type MailServer, ownMailServer } from './mail-server.ts'

export const personalData = createPersonalData(Buffer.alloc(32, 7))
export const now = new Date('2026-11-23T02:00:00Z')

/** A file of tests with a mail server of its own, and for each test a mailbox from which letters are collected. */
export function testMailbox() {
  let connection: Connection
  let people: Colleagues
  let server: MailServer
  beforeAll(async () => {
    if (!canOwnMailServer) return
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
    server = await ownMailServer()
  })
  afterAll(async () => {
    await server?.close()
    await connection?.close()
  })

  let mailboxes = 0
  let user: string
  let dataDir: string
  let logged: unknown[]
  let collecting: Collecting
  beforeEach(async () => {
    if (!canOwnMailServer) return
    user = `user${(mailboxes += 1)}`
    dataDir = await temporaryDirectory()
    logged = []
    const { db, entering } = connection
    const { photos, letters, tooManyLetters } = createRateLimits(entering.pool, personalData)
    const log = (...words: unknown[]) => void logged.push(words)
    collecting = {
      personalData,
      privacyVersion: '2026-11-22',
      photos: createPhotoIntake({ db, dataDir, store: photosOnDisk(dataDir), limit: photos, log }),
      dataDir,
      limits: { letters, told: tooManyLetters },
      ownAddress: 'wenming@example.cn',
      log,
    }
  })

  const open = <Result>(use: (mailbox: Mailbox) => Promise<Result>) => withMailbox(server.addressOf(user), use)
  return {
    get connection() {
      return connection
    },
    get people() {
      return people
    },
    get server() {
      return server
    },
    get user() {
      return user
    },
    get dataDir() {
      return dataDir
    },
    get logged() {
      return logged
    },
    get collecting() {
      return collecting
    },
    open,
    collect: (more: Partial<Collecting> = {}, instead: Partial<Mailbox> = {}) =>
      open(mailbox => collectLetters(connection.db, { ...mailbox, ...instead }, { ...collecting, ...more }, now)),
    deliver: async (...letters: (Buffer | string)[]) => {
      for (const one of letters) await server.deliver(user, one)
    },
    titled: (title: string) =>
      connection.db.selectFrom('suggestion').selectAll().where('title', '=', title).orderBy('id').execute(),
  }
}
