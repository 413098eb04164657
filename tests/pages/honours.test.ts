import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applicationForm } from '#honours/form.ts'
import { applicationWords as words } from '#honours/words.ts'
import { objectionWords } from '#objections/words.ts'
import { formIn, htmlOf, linksIn, wordsIn } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

describe('an application for an honour', () => {
  let server: Portal
  let people: Record<'officer' | 'other' | 'clerk' | 'supervisor' | 'contributor' | 'citizen', Visitor>
  beforeAll(async () => {
    server = await workersPortal()
    const { accounts, address } = server
    people = {
      officer: await signedIn(address, accounts.officer),
      other: await signedIn(address, accounts['officer-2']),
      clerk: await signedIn(address, accounts.clerk),
      supervisor: await signedIn(address, accounts.supervisor),
      contributor: await signedIn(address, accounts.contributor),
      citizen: visitor(address),
    }
  })
  afterAll(() => server.stop())

  const title = `示例小区${randomUUID().slice(0, 4)}`
  const reasons = '居民自己管事，楼道没有堆物，账目每月贴在门口给大家看。'
  let address = ''
  const page = async (who: Visitor, path: string) => htmlOf(await who.get(path))
  const afterDays = (days: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date(Date.now() + days * 86_400_000))

  test('comes back with every error at its field and what was typed', async () => {
    const { fields } = formIn(await page(people.officer, '/desk/honours/new'), '/desk/honours/new')
    const response = await people.officer.post('/desk/honours/new', {
      ...fields,
      kind: 'residence',
      title,
      reasons: '短',
    })
    expect(response.status).toBe(422)
    const html = await htmlOf(response)
    const { level, reasons } = applicationForm.shape
    const [unchosen, tooShort] = [level.safeParse(undefined), reasons.safeParse('短')].map(
      ({ error }) => error!.issues[0]!.message,
    )
    for (const error of [unchosen, words.fields.managementMissing, tooShort]) expect(html).toContain(error)
    expect(html).toContain(`value="${title}"`)
  })

  test('comes back when it says what everybody would read of somebody, with what was typed; a tick takes what may be public', async () => {
    const { fields } = formIn(await page(people.officer, '/desk/honours/new'), '/desk/honours/new')
    const form = { ...fields, kind: 'school', title: `${title}学校`, level: 'county' }
    const post = (reasons: string, more: object = {}) =>
      people.officer.post('/desk/honours/new', { ...form, reasons, ...more })
    const { publicText } = objectionWords
    const named = '校门口的王老师每天值守，家长都知道。'
    const [number, name, again] = [
      await post('家长电话13912345678，每天值守。', { looked: 'yes' }),
      await post(named),
      await post(named, { looked: 'yes' }),
    ]
    expect([number.status, name.status, again.status]).toEqual([422, 422, 303])
    expect(await htmlOf(number)).toContain(publicText.certain(['13912345678']))
    const html = await htmlOf(name)
    for (const said of [publicText.doubtful(['王老师']), named]) expect(html).toContain(said)
  })

  test('is filed by its unit, seen by no other, and put on notice by the office beside what it knows of the place', async () => {
    const { fields } = formIn(await page(people.officer, '/desk/honours/new'), '/desk/honours/new')
    const form = { ...fields, kind: 'residence', title, level: 'city', management: 'none', reasons }
    const response = await people.officer.post('/desk/honours/new', form)
    expect(response.status).toBe(303)
    address = response.headers.get('location')!.replace(/\?.*/, '')
    // The same form again is the same application.
    expect((await people.officer.post('/desk/honours/new', form)).headers.get('location')).toContain(address)
    expect((await people.other.get(address)).status).toBe(404)
    expect((await people.contributor.get(address)).status).toBe(404)
    const desk = await page(people.clerk, address)
    for (const said of [words.noMatters, words.noHonours, reasons]) expect(desk).toContain(said)
    expect(await page(people.officer, address)).not.toContain(words.facts)

    const early = await people.clerk.post(`${address}/notice`, { until: afterDays(1) })
    expect([early.status, (await htmlOf(early)).includes('公示至少五个工作日')]).toEqual([422, true])
    const late = await people.clerk.post(`${address}/notice`, { until: afterDays(25) })
    expect(late.headers.get('location')).toBe(`${address}?done=notice`)
    expect((await people.clerk.post(`${address}/notice`, { until: afterDays(25) })).status).toBe(409)
  })

  test('is objected to by anybody; the name stays with the office, the answer is public', async () => {
    const listed = linksIn(await page(people.citizen, '/creation/honours/notices'), '/creation/honours/notices/')
    const { href } = listed.find(link => link.words === title)!
    expect(await page(people.citizen, '/creation/honours')).toContain('/creation/honours/notices')
    const { action, fields } = formIn(await page(people.citizen, href), href)
    const empty = await people.citizen.post(action, fields)
    expect([empty.status, (await htmlOf(empty)).includes('请填写你的姓名')]).toEqual([422, true])
    const said = { words: '三单元的过道上还停着电动车，晚上在充电。', name: '示例居民甲', contact: '13900005001' }
    expect((await people.citizen.post(action, { ...fields, ...said })).headers.get('location')).toBe(`${href}?done`)
    expect(await page(people.citizen, `${href}?done`)).toContain(objectionWords.public.done)
    expect(await page(people.clerk, address)).toContain(said.name)
    expect(await page(people.officer, address)).not.toContain(said.name)

    const html = await page(people.clerk, `${address}?move=answer`)
    const option = /<option value="(\d+)"/.exec(html)![1]!
    const reply = { objection: option, words: '已经清走，连查三晚。' }
    expect((await people.clerk.post(`${address}/answer`, reply)).status).toBe(303)
    const shown = await page(people.citizen, href)
    expect(shown).toContain(reply.words)
    for (const secret of [said.name, said.contact, said.words]) expect(shown).not.toContain(secret)
  })

  test('is not awarded while it is on notice, and declined with words that its unit reads', async () => {
    const early = await people.supervisor.post(`${address}/award`, { batch: '2026 年第二批', awarded_by: '示例办' })
    expect(early.status).toBe(409)
    const reason = '充电棚还没有建好。'
    expect((await people.clerk.post(`${address}/declination`, { words: reason })).status).toBe(303)
    const unit = await page(people.officer, address)
    expect(unit).toContain(reason)
    expect(wordsIn(unit, 'h1')).toBe(title)
    expect(await page(people.clerk, address)).toContain(objectionWords.forgotten)
    expect(await page(people.citizen, '/creation/honours/notices')).not.toContain(title)
  })

  test.each(['/desk/honours/0', '/desk/honours/x', '/desk/honours/999999', '/desk/honours/1/nothing'])(
    '%s is not there',
    async path => {
      expect((await people.clerk.get(path)).status).toBe(404)
    },
  )

  test.each(['/creation/honours/notices/0', '/creation/honours/notices/x', '/creation/honours/notices/999999'])(
    '%s is not there',
    async path => {
      expect((await people.citizen.get(path)).status).toBe(404)
      expect((await people.citizen.post(path, { words: '不够条件，过道有车。' })).status).toBe(404)
    },
  )
})
