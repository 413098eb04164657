import { expect } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { type Visitor, visitor } from './visitor.ts'

/** The code in the outbox that is newer than a message, once it has been sent. */
export async function codeSent({ db }: Connection, after: number): Promise<string> {
  for (let wait = 0; wait < 200; wait += 1) {
    const message = await db
      .selectFrom('message')
      .select('body')
      .where('template', '=', 'one-time-code')
      .where('state', '=', 'sent')
      .where('id', '>', after)
      .executeTakeFirst()
    const code = /验证码 (\d{6})/.exec(message?.body ?? '')?.[1]
    if (code) return code
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('no code was sent')
}

/** The id of the newest message; 0 when there is none. */
export async function lastMessage({ db }: Connection): Promise<number> {
  const { id } = await db
    .selectFrom('message')
    .select(eb => eb.fn.max('id').as('id'))
    .executeTakeFirstOrThrow()
  return id ?? 0
}

/** A browser that is signed in with a phone by the code sent to it. */
export async function signInByPhone(
  address: string,
  connection: Connection,
  phone: string,
  headers: Record<string, string> = {},
): Promise<Visitor> {
  const person = visitor(address)
  const before = await lastMessage(connection)
  expect((await person.post('/me/sign-in', { phone }, headers)).status).toBe(200)
  const code = await codeSent(connection, before)
  const response = await person.post('/me/session', { phone, code }, headers)
  expect([response.status, response.headers.get('location')]).toEqual([303, '/me'])
  return person
}
