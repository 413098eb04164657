import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { deliverWebhooks } from '#machines/deliveries.ts'
import { listDeliveries, removeWebhook, setWebhook } from '#machines/webhooks.ts'
import { postSigned } from '#messages/signed-post.ts'
import { addTestClient } from './clients.ts'
import { addColleagues, type Colleagues } from './course.ts'
import { openTestDatabase } from './database.ts'
import { personalData } from './volunteering.ts'

export const now = new Date('2026-11-24T02:00:00Z')
/** So many minutes later. */
export const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)

const delivering = {
  personalData,
  nameOf: (unit: string) => `名称 ${unit}`,
  post: (post: Parameters<typeof postSigned>[0]) => postSigned(post, { mayReachSelf: true }),
}

/** A file of tests with clients that are told of steps. Each test has its own, and none is told what another left. */
export function toldClients() {
  let connection: Connection
  let people: Colleagues
  beforeAll(async () => {
    connection = await openTestDatabase()
    people = await addColleagues(connection.db)
  })
  afterAll(() => connection.close())
  beforeEach(async () => {
    for (const { client_id } of await connection.db.selectFrom('webhook').select('client_id').execute())
      await removeWebhook(connection.db, client_id, people.admin, now)
  })
  return {
    get db() {
      return connection.db
    },
    get people() {
      return people
    },
    deliver: (at: Date) => deliverWebhooks(connection.db, delivering, at),
    async toldClient(url: string) {
      const client = await addTestClient(connection.db, people.admin, now)
      const set = await setWebhook(connection.db, personalData, client.id, url, people.admin, now)
      if ('refused' in set) throw new Error(set.refused)
      return { ...client, secret: set.secret }
    },
    listed: (id: number) => listDeliveries(connection.db, id, 100),
  }
}
