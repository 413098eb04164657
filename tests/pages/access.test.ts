import { afterAll, beforeAll, expect, test } from 'vitest'
import { formatCode } from '#suggestions/code.ts'
import { trackedBy } from '../support/suggesting.ts'
import { ownPortal, type Portal } from '../support/portal.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, visitor } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await ownPortal({ ACCESS_LOG: '1', TRUSTED_PROXIES: '1' })
})
afterAll(() => server.stop())

const from = (address: string) => ({ 'X-Forwarded-For': address })

test('every answer is one line: who asked for what from where, and no secret', async () => {
  const sent = await visitor(server.address).post('/participate/suggest', typedSuggestion(), from('198.51.100.7'))
  const { address, code } = trackedBy(sent)
  await visitor(server.address).get(`${address}?done=sent`, from('198.51.100.7'))
  await visitor(server.address).get(`/participate/track?code=${code}`, from('198.51.100.7'))
  for (const spelled of [
    `/${address}`,
    address.replace('/track', '//track'),
    address.replace('participate', 'p%61rticipate'),
  ])
    await visitor(server.address).get(server.address + spelled)
  const clerk = await signedIn(server.address, server.accounts.clerk)
  await clerk.get('/desk/suggestions?words=%E5%90%B4%E5%A5%B3%E5%A3%AB', from('198.51.100.8'))
  await expect.poll(() => server.output()).toContain('path=/desk/suggestions ')
  const lines = server
    .output()
    .split('\n')
    .filter(line => line.startsWith('request '))
  expect(lines.some(line => /method=POST  path=\/participate\/suggest  status=303/.test(line))).toBe(true)
  expect(
    lines.some(line => /path=\/participate\/track\/…  status=200  bytes=\d{3,}.* address=198\.51\.100\.7/.test(line)),
  ).toBe(true)
  expect(
    lines.some(line => /path=\/desk\/suggestions  status=200.* address=198\.51\.100\.8  person=\d+/.test(line)),
  ).toBe(true)
  for (const secret of [code, formatCode(code), '吴女士', '%E5%90%B4']) expect(server.output()).not.toContain(secret)
})

test('what somebody tried without the right to, or from another site, is an event, and events say from where', async () => {
  const officer = await signedIn(server.address, server.accounts.officer)
  expect((await officer.post('/desk/calendar', { day: '2027-01-01' }, from('198.51.100.9'))).status).toBe(403)
  const foreign = { ...from('198.51.100.10'), Origin: 'http://evil.example' }
  expect((await officer.post('/desk/people', {}, foreign)).status).toBe(403)
  const admin = await signedIn(server.address, server.accounts.admin)
  const trail = await (await admin.get('/desk/events?action=request.refused')).text()
  expect(trail).toContain('/desk/calendar')
  for (const address of ['198.51.100.9', '198.51.100.10']) expect(trail).toContain(address)
})
