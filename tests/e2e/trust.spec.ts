import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { activityWords } from '#volunteering/activities/words.ts'
import { changePassing } from '#volunteering/activities/moves/change-review.ts'
import { passing } from '#volunteering/activities/moves/review.ts'
import { publication } from '#volunteering/activities/moves/publication.ts'
import { approval } from '#volunteering/organisations/moves/approval.ts'
import { suspension } from '#volunteering/organisations/moves/suspension.ts'
import { confirmation } from '#volunteering/sign-ups/moves/confirmation.ts'
import { claimDays } from '#volunteering/volunteers/age-claims.ts'
import { ageOfficeWords, ageWords } from '#volunteering/volunteers/age-words.ts'
import { ageDecision } from '#volunteering/volunteers/moves/age-decision.ts'
import { settlement } from '#volunteering/volunteers/moves/settlement.ts'
import { officeWords } from '#volunteering/volunteers/office-words.ts'
import { clockOf, dayOf, formatDay } from '#calendar/lishui.ts'
import { bornYearsAgo, typedRegistration, versionOf } from '../support/garden.ts'
import { shift, terms } from '../support/organising.ts'
import type { RunningServer } from '../support/server.ts'
import { aPdf } from '../support/waiting.ts'
import { identityNumberFor } from '../support/volunteering.ts'
import { expect, expectAccessible, expectNoSidewaysScroll, provePhone, signIn, test } from './portal.ts'

test.skip(({ isMobile }) => isMobile, 'the office sits at a desk')
test.setTimeout(300_000)

const minute = 60_000

/** Somebody at a browser of their own, signed in by phone and registered with that number of an identity card. */
async function proven(browser: Browser, portal: RunningServer, phone: string, number: string): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: portal.address })).newPage()
  await page.goto('/me/sign-in')
  await provePhone(page, portal, phone)
  await expect(page).toHaveURL(/\/me$/)
  const typed = {
    name: `示例${phone.slice(-3)}`,
    identity_number: number,
    identity_consent: versionOf('identity-number'),
  }
  await send(page, portal, '/volunteer/register', typedRegistration(typed))
  return page
}

async function send(page: Page, portal: RunningServer, path: string, form: Record<string, string>): Promise<string> {
  const sent = await page.request.post(path, { form, headers: { Origin: portal.address }, maxRedirects: 0 })
  expect(sent.status(), path).toBe(303)
  return sent.headers().location!.replace(/[?#].*/, '')
}

/** Lets the office decide what waits for it, with a button. */
async function decide(admin: Page, at: string, move: { title: string; submit: string }): Promise<void> {
  await admin.goto(at)
  const tab = admin.getByRole('link', { name: move.title, exact: true })
  if ((await tab.count()) > 0) await tab.click()
  await admin.getByRole('button', { name: move.submit, exact: true }).click()
}

test('a changed risk is asked again; then the organisation is suspended in the middle of its week: what runs ends with the hours served, what comes is called off, all are told', async ({
  browser,
  portal,
}) => {
  const admin = await (await browser.newContext({ baseURL: portal.address })).newPage()
  await signIn(admin, portal, 'admin')
  const organiser = await proven(browser, portal, '13800000911', identityNumberFor('1990-05-06', 911))
  const name = `示例停办队${randomUUID().slice(0, 6)}`
  const applied = await organiser.request.post('/volunteer/organisations/new', {
    headers: { Origin: portal.address },
    maxRedirects: 0,
    multipart: {
      name,
      county: '331102',
      introduction: '示例',
      contact_name: '示例',
      contact_phone: '0578-2090000',
      standing: 'supervised',
      credit_code: '',
      supervising_unit: '示例街道办事处',
      files: { name: '登记证书.pdf', mimeType: 'application/pdf', buffer: aPdf },
      parent: '',
      request_key: randomUUID(),
    },
  })
  expect(applied.status()).toBe(303)
  await admin.goto('/desk/volunteers/applications')
  await admin.getByRole('link', { name }).click()
  await expect(admin.getByRole('link', { name: '登记证书.pdf' })).toBeVisible()
  await expectAccessible(admin)
  await decide(admin, admin.url(), approval)

  await organiser.goto('/desk/volunteers')
  const organisation = (await organiser.getByRole('link', { name }).first().getAttribute('href'))!
  const draft = { organisation: organisation.split('/').at(-1)!, title: '示例：停办前的活动', kind: 'environment' }
  const activity = await send(organiser, portal, '/desk/volunteers/activities/new', {
    ...draft,
    county: '331102',
    request_key: randomUUID(),
  })
  const { skills: _skills, task_risks: _risks, ...plain } = terms({ title: draft.title, county: '331102' })
  await send(organiser, portal, `${activity}/terms`, plain as Record<string, string>)
  await send(organiser, portal, `${activity}/shifts`, shift())
  await send(organiser, portal, `${activity}/${publication.name}`, {})
  await decide(admin, activity, passing)

  const volunteer = await proven(browser, portal, '13800000912', identityNumberFor('1990-05-06', 912))
  /** The shift of the activity that begins first, on its public page. */
  const firstShift = async () => {
    await organiser.goto(activity)
    const link = organiser.getByRole('table', { name: activityWords.shifts }).getByRole('link').first()
    return (await link.getAttribute('href'))!.replace('/desk/volunteers', '/volunteer')
  }
  const signUp = async (path: string) => {
    await volunteer.goto(path)
    await volunteer.getByRole('button', { name: '报名' }).click()
    await expect(volunteer.getByText('报上了，到时见。')).toBeVisible()
  }
  const coming = await firstShift()
  await signUp(coming)
  await organiser.goto(`${activity}/terms`)
  await organiser.getByLabel('可能有什么风险').fill('临水，石头滑')
  await organiser.getByRole('button', { name: activityWords.save }).click()
  await expect(organiser.getByText(activityWords.changeWaitsLead)).toBeVisible()
  await decide(admin, activity, changePassing)
  await volunteer.goto(coming)
  await expect(volunteer.getByText('内容有改动，还来吗？')).toBeVisible()
  await expect(volunteer.getByText('临水，石头滑').first()).toBeVisible()
  await expectAccessible(volunteer)
  await volunteer.getByRole('button', { name: confirmation.submit }).click()
  await expect(volunteer.getByText(confirmation.done)).toBeVisible()

  // One that begins in a minute or two, and runs when the office acts.
  const soon = new Date(Math.ceil((Date.now() + minute) / minute) * minute)
  const until = clockOf(new Date(soon.getTime() + 120 * minute))
  await send(organiser, portal, `${activity}/shifts`, shift({ on: dayOf(soon), from: clockOf(soon), until }))
  const running = await firstShift()
  await signUp(running)
  await expect.poll(() => Date.now() > soon.getTime(), { timeout: 150_000 }).toBe(true)

  await admin.goto(organisation)
  await admin.getByRole('link', { name: suspension.title, exact: true }).click()
  await expectNoSidewaysScroll(admin)
  await admin.getByRole('button', { name: suspension.submit }).click()
  await expect(admin.locator('.field__error').first()).toBeVisible()
  await admin.getByLabel('为什么暂停').fill('示例：保险过期')
  await admin.getByRole('button', { name: suspension.submit }).click()
  await expect(admin.getByText(suspension.done)).toBeVisible()

  await volunteer.goto(running)
  await expect(volunteer.getByText('示例：保险过期').first()).toBeVisible()
  await expect(volunteer.getByText(/这一班到 .* 结束，比原来早/)).toBeVisible()
  await volunteer.goto(coming)
  await expect(volunteer.getByText('这个班次已经取消。示例：保险过期')).toBeVisible()
  await expect
    .poll(() => portal.output().match(/开始的志愿服务现在结束|的志愿服务取消了/g)?.length ?? 0)
    .toBeGreaterThanOrEqual(1)
  await organiser.goto(activity)
  await expect(organiser.getByRole('button', { name: activityWords.save })).toHaveCount(0)
})

test('the office settles a squatted number: its owner keeps it, the other learns only that it was not proved', async ({
  browser,
  portal,
}) => {
  const number = identityNumberFor('1990-05-06', 913)
  const last4 = number.slice(-4)
  const squatter = await proven(browser, portal, '13800000913', number)
  const owner = await proven(browser, portal, '13800000914', number)
  for (const one of [squatter, owner]) {
    await one.goto('/me/volunteer/profile')
    await expect(one.getByText(`末四位 ${last4}`), 'nobody learns from it who is registered').toBeVisible()
  }
  const clerk = await (await browser.newContext({ baseURL: portal.address })).newPage()
  await signIn(clerk, portal, 'clerk')
  await clerk.goto('/desk/volunteers/people')
  await clerk.getByRole('table', { name: officeWords.disputes }).getByRole('link', { name: '示例914' }).click()
  await expect(clerk.getByText(officeWords.disputed).first()).toBeVisible()
  await clerk.getByRole('link', { name: settlement.title, exact: true }).click()
  await expectAccessible(clerk)
  await clerk.getByLabel('是，看过证件').check()
  await clerk.getByRole('button', { name: settlement.submit }).click()
  await expect(clerk.getByText('核对过证件原件，才能决定').first()).toBeVisible()
  await clerk.getByLabel('核对过证件原件和本人').check()
  await clerk.getByRole('button', { name: settlement.submit }).click()
  await expect(clerk.getByText(settlement.done)).toBeVisible()
  await owner.goto('/me/volunteer/profile')
  await expect(owner.getByText(`末四位 ${last4}`)).toBeVisible()
  await squatter.goto('/me/volunteer/profile')
  await expect(squatter.getByText(`末四位 ${last4}`)).toHaveCount(0)
})

test('the office confirms the age of a parent who typed the child’s date: it sees both dates, and the parent may register', async ({
  browser,
  portal,
}) => {
  const parent = await (await browser.newContext({ baseURL: portal.address })).newPage()
  await parent.goto('/me/sign-in')
  await provePhone(parent, portal, '13800000915')
  await expect(parent).toHaveURL(/\/me$/)
  const headers = { Origin: portal.address }
  const childs = bornYearsAgo(10)
  for (const birth_date of [childs, '1990-05-06'])
    expect(
      (await parent.request.post('/volunteer/register', { form: typedRegistration({ birth_date }), headers })).status(),
    ).toBe(422)
  await parent.goto('/me/age')
  await expectAccessible(parent)
  await expectNoSidewaysScroll(parent)
  await parent.getByLabel('出生日期').fill('19900506')
  await parent.getByRole('textbox', { name: '证件号码' }).fill(identityNumberFor('1990-05-06', 915))
  await parent.getByRole('checkbox').check()
  await parent.getByRole('button', { name: ageWords.submit }).click()
  await expect(parent.getByText(ageWords.come(claimDays))).toBeVisible()

  const clerk = await (await browser.newContext({ baseURL: portal.address })).newPage()
  await signIn(clerk, portal, 'clerk')
  await clerk.goto('/desk/volunteers/people')
  await clerk.getByRole('table', { name: ageOfficeWords.claims }).getByRole('link').first().click()
  await expect(clerk.getByText(formatDay(childs))).toBeVisible()
  await expectAccessible(clerk)
  await clerk.getByLabel('属实，改过来').check()
  await clerk.getByRole('button', { name: ageDecision.submit }).click()
  await expect(clerk.getByText('核对过证件原件和本人，才能确认').first()).toBeVisible()
  await clerk.getByLabel('核对过证件原件和本人').check()
  await clerk.getByRole('button', { name: ageDecision.submit }).click()
  await expect(clerk.getByText(ageDecision.done)).toBeVisible()
  await send(parent, portal, '/volunteer/register', typedRegistration())
})
