import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Adapter, Lucia, TimeSpan } from 'lucia'
import type { Db } from '#db/schema.ts'
import type { Role } from './roles.ts'

/** Who stands behind a request. */
export interface SignedInPerson {
  id: number
  name: string
  /** Null for a citizen who has proved a phone and no more. */
  login: string | null
  roles: Role[]
  /** `due`: they have one and this session has not shown it; `none`: they have none. Always set on a session. */
  secondFactor?: 'passed' | 'due' | 'none'
  /** How many reminders wait at their desk, counted up to 99. */
  unread?: number
}

type Registered = Lucia<Record<never, never>, Omit<SignedInPerson, 'id'>>

declare module 'lucia' {
  interface Register {
    Lucia: Registered
    UserId: number
    DatabaseUserAttributes: Omit<SignedInPerson, 'id'>
  }
}

/** Cookies in and out are header texts, so that the server, the pages and the tests use the same functions. */
export interface Sessions {
  /** Whose session the `Cookie` header carries. `freshCookie` is a `Set-Cookie` that keeps an active person signed in. */
  validate(cookieHeader: string | null): Promise<{ person: SignedInPerson; freshCookie?: string } | undefined>
  /** Opens a session and returns its `Set-Cookie`. */
  create(personId: number): Promise<string>
  /** Ends the session that the `Cookie` header carries and returns the `Set-Cookie` that clears it. */
  end(cookieHeader: string | null): Promise<string>
  /** Notes that the holder of this session has shown their second factor. */
  passSecondFactor(cookieHeader: string | null, now: Date): Promise<void>
  /** Which of a person's sessions this is, by the key that `listSessions` gives it. */
  keyIn(cookieHeader: string | null): string | undefined
  /** Ends every session of a person, on every device. */
  endAll(personId: number): Promise<void>
}

/**
 * A session ends 12 hours after it was opened or last renewed; use in its second half renews it.
 * So a working day needs one sign-in, and a forgotten browser is signed out by the next morning. After 24 hours it ends
 * however busy it was: a stolen one does not live on for ever.
 */
const sessionHours = 12
const longestHours = 24

/** `secure` when the portal is reached by https; the cookie then also carries the `__Host-` promise. */
export function createSessions(db: Db, { secure }: { secure: boolean }): Sessions {
  const name = secure ? '__Host-session' : 'session'
  const lucia: Registered = new Lucia(createAdapter(db), {
    sessionExpiresIn: new TimeSpan(sessionHours, 'h'),
    sessionCookie: { name, attributes: { secure, sameSite: 'lax', path: '/' } },
    getUserAttributes: ({ name, login, roles, secondFactor = 'none', unread = 0 }) => ({
      name,
      login,
      roles,
      secondFactor,
      unread,
    }),
  })
  // Lucia's own reader throws on a cookie of another program that is not percent-encoded.
  const cookie = new RegExp(`(?:^|;)\\s*${name}=([a-z0-9]{20,80})\\s*(?:;|$)`)
  const idIn = (header: string | null) => cookie.exec(header ?? '')?.[1]

  return {
    async validate(cookieHeader) {
      const id = idIn(cookieHeader)
      if (!id) return undefined
      const { session, user } = await lucia.validateSession(id)
      if (!session) return undefined
      return session.fresh ? { person: user, freshCookie: lucia.createSessionCookie(id).serialize() } : { person: user }
    },
    async create(personId) {
      await lucia.deleteExpiredSessions()
      const session = await lucia.createSession(personId, {})
      return lucia.createSessionCookie(session.id).serialize()
    },
    async end(cookieHeader) {
      const id = idIn(cookieHeader)
      if (id) await lucia.invalidateSession(id)
      return lucia.createBlankSessionCookie().serialize()
    },
    async passSecondFactor(cookieHeader, now) {
      const id = idIn(cookieHeader)
      if (id) await db.updateTable('session').set({ second_factor_at: now }).where('id_hash', '=', hashed(id)).execute()
    },
    keyIn(cookieHeader) {
      const id = idIn(cookieHeader)
      return id && keyOf(hashed(id))
    },
    endAll: personId => lucia.invalidateUserSessions(personId),
  }
}

/** The first characters of a session's hash: enough to name it, useless for signing in. */
export const keyOf = (idHash: string) => idHash.slice(0, 12)

const hashed = (id: string) => createHash('sha256').update(id).digest('hex')

/** Lucia on our tables. The table holds only the SHA-256 of a session id: anyone who reads it can sign in as nobody. */
function createAdapter(db: Db): Adapter {
  return {
    async getSessionAndUser(id) {
      const row = await db
        .selectFrom('session')
        .innerJoin('person', 'person.id', 'session.person_id')
        .leftJoin('second_factor', 'second_factor.person_id', 'session.person_id')
        .select([
          'session.expires_at',
          'person.id',
          'person.name',
          'person.login',
          'person.phone_hash',
          'person.roles',
          'person.disabled_at',
          'session.second_factor_at',
          'second_factor.confirmed_at',
        ])
        .select(
          sql<number>`(SELECT count(*) FROM (SELECT FROM message WHERE to_person_id = person.id AND channel = 'desk' AND read_at IS NULL LIMIT 99) AS waiting)`.as(
            'unread',
          ),
        )
        .where('session.id_hash', '=', hashed(id))
        .executeTakeFirst()
      if (!row) return [null, null]
      const session = { id, userId: row.id, expiresAt: row.expires_at, attributes: {} }
      // Without a user Lucia deletes the session: a disabled person is signed out by their next request.
      if (row.disabled_at || (row.login === null && row.phone_hash === null)) return [session, null]
      return [
        session,
        {
          id: row.id,
          attributes: {
            name: row.name,
            login: row.login,
            roles: row.roles,
            secondFactor: !row.confirmed_at ? 'none' : row.second_factor_at ? 'passed' : 'due',
            unread: row.unread,
          },
        },
      ]
    },
    async getUserSessions(personId) {
      const rows = await db.selectFrom('session').selectAll().where('person_id', '=', personId).execute()
      return rows.map(row => ({ id: row.id_hash, userId: row.person_id, expiresAt: row.expires_at, attributes: {} }))
    },
    async setSession({ id, userId, expiresAt }) {
      await db
        .insertInto('session')
        .values({ id_hash: hashed(id), person_id: userId, expires_at: expiresAt })
        .execute()
    },
    async updateSessionExpiration(id, expiresAt) {
      await db
        .updateTable('session')
        .set({ expires_at: sql`least(${expiresAt}, created_at + ${sql.lit(`${longestHours} hours`)}::interval)` })
        .where('id_hash', '=', hashed(id))
        .execute()
    },
    async deleteSession(id) {
      await db.deleteFrom('session').where('id_hash', '=', hashed(id)).execute()
    },
    async deleteUserSessions(personId) {
      await db.deleteFrom('session').where('person_id', '=', personId).execute()
    },
    async deleteExpiredSessions() {
      await db.deleteFrom('session').where('expires_at', '<=', new Date()).execute()
    },
  }
}
