import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { disablePerson } from '#people/people.ts'
import { signInWords } from '#suggestions/desk-words.ts'
import { awayWords } from '#web/guard.ts'
import { valueIn } from '../support/html.ts'
import { dropDatabase, isOpenToTests, ownPortal, type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, visitor } from '../support/visitor.ts'

const locationOf = (response: Response) => response.headers.get('Location')
const from = (address: string) => ({ 'X-Forwarded-For': address })

describe('signing in', () => {
  let server: Portal
  beforeAll(async () => {
    server = await workersPortal()
  })
  afterAll(() => server.stop())

  test('leads to where the work is, or to where one wanted to go', async () => {
    const { clerk, admin, volunteer } = server.accounts
    const target = async (fields: Record<string, string>) =>
      locationOf(await visitor(server.address).post('/login', fields))
    expect(await target({ ...clerk! })).toBe('/desk/suggestions')
    expect(await target({ ...admin! })).toBe('/desk')
    expect(await target({ ...volunteer! })).toBe('/')
    expect(await target({ ...clerk!, next: '/desk/suggestions?state=all' })).toBe('/desk/suggestions?state=all')
    expect(await target({ ...clerk!, next: '//evil.example/desk' })).toBe('/desk/suggestions')
    expect(await target({ ...clerk!, next: '/\\evil.example' })).toBe('/desk/suggestions')
  })

  test('a person who is signed in is not asked again', async () => {
    const clerk = await signedIn(server.address, server.accounts.clerk)
    const response = await clerk.get('/login?next=/desk')
    expect([response.status, locationOf(response)]).toEqual([303, '/desk'])
  })

  test('refuses an unknown login and a wrong password with the same page, which keeps the login and not the password', async () => {
    const page = async (login: string) => {
      const response = await visitor(server.address).post(
        '/login',
        { login, password: 'guess-guess-1', next: '/desk' },
        from('203.0.113.1'),
      )
      expect(response.status).toBe(422)
      return (await response.text()).replaceAll(login, '…')
    }
    const [known, unknown] = [await page('organiser'), await page('stranger1')]
    expect(known).toBe(unknown)
    expect(known).toContain(signInWords.refused)
    expect([valueIn(known, 'login'), valueIn(known, 'next')]).toEqual(['…', '/desk'])
    expect(known).not.toContain('guess-guess-1')
  })

  test('asks for what is missing', async () => {
    const response = await visitor(server.address).post('/login', { login: ' ', password: '' })
    const page = await response.text()
    expect(response.status).toBe(422)
    expect(page).toContain(signInWords.loginMissing)
    expect(page).toContain(signInWords.passwordMissing)
  })

  test('five failures lock the login for the right password too, also when all are sent at once', async () => {
    const { login, password } = server.accounts.officer!
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, guess) =>
        visitor(server.address).post('/login', { login, password: `guess-${guess}` }, from('203.0.113.2')),
      ),
    )
    expect(guesses.map(response => response.status)).toEqual(Array(20).fill(422))
    const right = await visitor(server.address).post('/login', { login, password }, from('203.0.113.3'))
    expect(right.status).toBe(422)
    expect(await right.text()).toContain(signInWords.refused)
  })

  test('an address that fails fifty times is answered in the same words, and the next wrong password slowly', async () => {
    const attempt = (address: string) =>
      visitor(server.address).post('/login', { login: 'nobody', password: 'guess-guess-1' }, from(address))
    const fifty = await Promise.all(Array.from({ length: 50 }, () => attempt('203.0.113.4')))
    expect(fifty.map(response => response.status)).toEqual(Array(50).fill(422))
    expect((await attempt('203.0.113.4')).status).toBe(422)
    const right = await visitor(server.address).post('/login', server.accounts.clerk!, from('203.0.113.4'))
    expect(right.status).toBe(303)
  })

  test('signing out ends the session, and only a POST does it', async () => {
    const clerk = await signedIn(server.address, server.accounts.clerk)
    expect((await clerk.get('/logout')).status).toBe(405)
    expect((await clerk.get('/desk')).status).toBe(200)
    const response = await clerk.post('/logout', {})
    expect([response.status, locationOf(response)]).toEqual([303, '/login?signed-out'])
    expect((await clerk.get('/desk')).status).toBe(303)
    expect((await clerk.post('/logout', {})).status).toBe(303)
  })

  test('a foreign page can neither sign in nor out', async () => {
    const clerk = await signedIn(server.address, server.accounts.clerk)
    expect((await clerk.post('/logout', {}, { Origin: 'https://evil.example' })).status).toBe(403)
    expect((await clerk.post('/login', server.accounts.admin!, { Origin: 'https://evil.example' })).status).toBe(403)
    expect((await clerk.get('/desk')).status).toBe(200)
  })
})

describe.skipIf(!isOpenToTests())('with PostgreSQL', () => {
  let connection: Connection
  let server: Portal
  beforeAll(async () => {
    server = await ownPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
  })
  afterAll(() => server.stop())

  test('a disabled person is out at the next click; an away database is said to be away', async () => {
    const clerk = await signedIn(server.address, server.accounts.clerk)
    const supervisor = await signedIn(server.address, server.accounts.supervisor)
    expect((await clerk.get('/desk/suggestions')).status).toBe(200)
    await disablePerson(connection.db, 'clerk', { kind: 'system' }, new Date())
    expect((await clerk.get('/desk/suggestions')).status).toBe(303)
    await expect(signedIn(server.address, server.accounts.clerk)).rejects.toThrow('422')

    await connection.close()
    await dropDatabase(new URL(server.databaseUrl!).pathname.slice(1))
    const page = await supervisor.get('/desk/suggestions')
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining(awayWords.page)])
    expect((await supervisor.get('/about')).status).toBe(200)
    expect((await visitor(server.address).get('/login')).status).toBe(200)
    const attempt = await visitor(server.address).post('/login', server.accounts.supervisor!)
    expect([attempt.status, attempt.headers.get('Retry-After')]).toEqual([503, '60'])
    expect(await attempt.text()).toContain(awayWords.form)
  })
})
