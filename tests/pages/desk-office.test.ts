import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calendarWords, deadlineWords } from '#suggestions/clocks/desk-words.ts'
import { htmlOf } from '../support/html.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

/** What the office sets for itself: its calendar, its templates, its hours. */
let server: Portal
let clerk: Visitor
let admin: Visitor
beforeAll(async () => {
  server = await workersPortal()
  clerk = await signedIn(server.address, server.accounts.clerk)
  admin = await signedIn(server.address, server.accounts.admin)
})
afterAll(() => server.stop())

describe('a clerk', () => {
  test('keeps a holiday in the calendar and templates of answers', async () => {
    const day = { day: '2027-03-02', kind: 'holiday', name: '防台风停工' }
    expect((await clerk.post('/desk/calendar', { ...day, day: '2027-02-30' })).status).toBe(422)
    expect((await clerk.post('/desk/calendar', { ...day, name: '' })).status).toBe(422)
    expect((await clerk.post('/desk/calendar', day)).headers.get('Location')).toContain('year=2027&moved=')
    expect(await htmlOf(await clerk.get('/desk/calendar?year=2027'))).toContain('防台风停工')
    expect(
      (
        await clerk.post('/desk/calendar?year=2027&form=year', {
          notice: '国办发明电〔2026〕9号',
          holidays: '二月五日 放假',
          make_up: '',
        })
      ).status,
    ).toBe(422)
    const overlapping = await clerk.post('/desk/calendar?year=2027&form=year', {
      notice: '',
      holidays: '2027-02-05 2027-02-11 春节假期\n2027-02-11 2027-02-12 示例假期\n2027-03-01 2027-05-01 示例假期',
      make_up: '2027-02-06',
    })
    expect(overlapping.status).toBe(422)
    const page = await overlapping.text()
    const { faults } = calendarWords
    expect(page).toContain(`${faults.twice('2027-02-11')}；${faults['too-long']('2027-03-01')}`)
    expect(page).toContain(faults['in-holiday']('2027-02-06'))
    expect(page).toContain('请写通知的文号')
    expect(page).toContain('2027-02-11 2027-02-12 示例假期')
    expect((await clerk.post('/desk/templates', { title: '示例', body: '短' })).status).toBe(422)
    expect(
      (await clerk.post('/desk/templates', { title: '谢谢你的点子', body: '结论：采纳。依据：【哪一条】。' })).status,
    ).toBe(303)
    expect(await htmlOf(await clerk.get('/desk/templates'))).toContain('谢谢你的点子')
    expect((await clerk.post('/desk/templates?remove=99999', {})).status).toBe(404)
  })
})

test('an administrator sets the hours of the office; they close after they open', async () => {
  const backwards = await admin.post('/desk/deadlines?form=hours', { opens_at: '17:30', closes_at: '08:30' })
  expect(backwards.status).toBe(422)
  expect(await backwards.text()).toContain(deadlineWords.office.closesFirst)
  const hours = { opens_at: '8:30', closes_at: '17:30' }
  expect((await admin.post('/desk/deadlines?form=hours', hours)).status).toBe(303)
  expect((await clerk.post('/desk/deadlines?form=hours', hours)).status).toBe(403)
  expect(await htmlOf(await admin.get('/desk/events?action=office-hours.set'))).toContain('office-hours')
})
