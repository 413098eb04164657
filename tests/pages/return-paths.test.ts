import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generate } from 'otplib'
import { type Connection, connect } from '#db/connect.ts'
import { addPerson as addStaff } from '#people/people.ts'
import { requestCode } from '#people/phone-account.ts'
import { createSessions } from '#people/session.ts'
import { secretOn } from '../support/second-factor.ts'
import { typedRegistration } from '../support/garden.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'
import { addTestShift, addVolunteer, granted, hoursAfter, personalData, sign } from '../support/volunteering.ts'

/** More of them are tried on the function itself: tests/web/local-path.test.ts. */
const awayFromHere = [
  '//evil.example',
  '/\\evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/./\\evil.example',
]

describe.skipIf(!isOpenToTests())('no link to this site leads through it to another', () => {
  const clerk = { login: 'clerk-1', password: 'a-long-enough-word-7' }
  const now = new Date()
  const phone = '13800000001'
  let connection: Connection
  let server: Portal
  let proven: Visitor
  let citizen: Visitor
  let volunteer: Awaited<ReturnType<typeof addVolunteer>>
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    granted(await addStaff(connection.db, { ...clerk, name: '示例', roles: ['clerk'] }, { kind: 'system' }, now))
    volunteer = await addVolunteer(connection.db, {}, hoursAfter(now, -100))
    await connection.db
      .updateTable('person')
      .set({
        phone_hash: personalData.lookup('13800000002', 'phone'),
        phone_sealed: personalData.seal('13800000002', 'person.phone_sealed'),
      })
      .where('id', '=', volunteer.personId)
      .execute()
    citizen = visitor(server.address, await createSessions(connection.db, { secure: false }).create(volunteer.personId))
    proven = await signedIn(server.address, clerk)
    const secret = secretOn(await (await proven.get('/second-factor')).text())
    await proven.post('/second-factor', { code: await generate({ secret }) })
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  async function signUpIdOf(): Promise<number> {
    const { shiftId } = await addTestShift(connection.db, { startsAt: hoursAfter(now, 48) }, hoursAfter(now, -100))
    const { signUpIds } = granted(await sign(connection.db, shiftId, volunteer, hoursAfter(now, -10)))
    return signUpIds[0]!
  }
  const query = (next: string) => new URLSearchParams({ next }).toString()

  /** Every address that is told where to go on to, with where it goes when that is no page of ours. */
  const doors: Record<string, { otherwise: string; open: (next: string) => Promise<Response> }> = {
    '/elder': { otherwise: '/', open: next => visitor(server.address).get(`/elder?to=on&${query(next)}`) },
    '/login, signed in already': { otherwise: '/desk/suggestions', open: next => proven.get(`/login?${query(next)}`) },
    '/login': {
      otherwise: '/desk/suggestions',
      open: next => visitor(server.address).post('/login', { ...clerk, next }),
    },
    '/second-factor, shown already': {
      otherwise: '/desk/suggestions',
      open: next => proven.get(`/second-factor?${query(next)}`),
    },
    '/me/sign-in, signed in already': { otherwise: '/me', open: next => citizen.get(`/me/sign-in?${query(next)}`) },
    '/me/session': {
      otherwise: '/me',
      async open(next) {
        await connection.db.deleteFrom('one_time_code').execute()
        await requestCode(
          connection.db,
          { personalData, sendCode: async () => {}, drawCode: () => '123456' },
          phone,
          new Date(),
        )
        return visitor(server.address).post('/me/session', { phone, next, code: '123456' })
      },
    },
    '/volunteer/register': {
      otherwise: '/me/volunteer',
      open: next => citizen.get(`/volunteer/register?${query(next)}`),
    },
    '/volunteer/register, sent again': {
      otherwise: '/me/volunteer?done=registered',
      open: next => citizen.post('/volunteer/register', typedRegistration({ next })),
    },
    '/me/volunteer/sign-ups/…/cancellation': {
      otherwise: '/me/volunteer?done=cancellation',
      open: async next => citizen.post(`/me/volunteer/sign-ups/${await signUpIdOf()}/cancellation`, { next }),
    },
  }

  test.each(Object.entries(doors))('%s', async (_, { otherwise, open }) => {
    const inside = await open('/news?page=2')
    expect([inside.status, inside.headers.get('Location')]).toEqual([303, expect.stringMatching(/^\/news\?page=2/)])
    for (const away of awayFromHere) {
      const response = await open(away)
      expect([response.status, response.headers.get('Location')], away).toEqual([303, otherwise])
    }
  })
})
