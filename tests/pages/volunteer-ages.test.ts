import { beforeAll, describe, expect, test } from 'vitest'
import { formatDay } from '#calendar/lishui.ts'
import { ageOfficeWords, ageWords } from '#volunteering/volunteers/age-words.ts'
import { claimDays, listOwnClaims } from '#volunteering/volunteers/age-claims.ts'
import { ageDecision } from '#volunteering/volunteers/moves/age-decision.ts'
import { ageWithdrawal } from '#volunteering/volunteers/moves/age-withdrawal.ts'
import { phoneClearing } from '#volunteering/volunteers/moves/phone-clearing.ts'
import { officeWords } from '#volunteering/volunteers/office-words.ts'
import { ageRefusals, volunteerRefusals } from '#volunteering/volunteers/refusals.ts'
import { bornYearsAgo, typedRegistration, versionOf } from '../support/garden.ts'
import { gardenPages } from '../support/garden-pages.ts'
import { addChild } from '../support/guardians.ts'
import { formIn, htmlOf, linksIn } from '../support/html.ts'
import { isOpenToTests } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'
import { addPerson, givePhone, hoursAfter, identityNumberFor, recordOf } from '../support/volunteering.ts'

// People and what is known of them are written beside the running server: that takes a database both can open.
describe.skipIf(!isOpenToTests())('who is known as a minor and is older', () => {
  const pages = gardenPages()
  const people = '/desk/volunteers/people'
  const here = '/me/age'
  let clerk: Visitor
  beforeAll(async () => {
    clerk = await signedIn(pages.server.address, pages.server.accounts.clerk)
  })
  /** What the form sends. */
  const said = (birthDate: string, sequence: number) => ({
    birth_date: birthDate,
    identity_number: identityNumberFor(birthDate, sequence),
    identity_consent: versionOf('identity-number'),
  })
  /** The claim that the office finds in its list, by the last four of the number. */
  async function claimOnList(personId: number): Promise<string> {
    const [claim] = await listOwnClaims(pages.db, personId)
    const at = `${people}/ages/${claim!.id}`
    const list = await htmlOf(await clerk.get(people))
    expect(linksIn(list, /\/ages\/\d+$/).map(({ href }) => href)).toContain(at)
    // On a phone the head of the table is not seen.
    const { keptDate, claimedDate, last4, elsewhere, asked } = ageOfficeWords
    for (const label of [keptDate, claimedDate, last4, elsewhere, asked])
      expect(list).toContain(`data-label="${label}"`)
    return at
  }

  test('a parent who typed the child’s date asks, is declined with a reason, asks again and registers', async () => {
    const parent = await addPerson(pages.db)
    const browser = await pages.browserOf(parent)
    const birthDate = bornYearsAgo(10)
    await browser.post('/volunteer/register', typedRegistration({ birth_date: birthDate }))
    const own = typedRegistration({
      identity_number: identityNumberFor('1990-05-06', 401),
      identity_consent: versionOf('identity-number'),
    })
    const refused = await browser.post('/volunteer/register', own)
    const html = await htmlOf(refused)
    expect([refused.status, html]).toEqual([422, expect.stringContaining(volunteerRefusals.birthDateKept.words)])
    expect(linksIn(html, /^\/me\/age$/)).toHaveLength(1)

    const blank = await browser.post(here, {})
    expect(blank.status).toBe(422)
    const faults = await htmlOf(blank)
    for (const words of [volunteerRefusals.birthDate.words, ageRefusals.number.words, ageRefusals.consent.words])
      expect(faults, 'all that is missing is said at once').toContain(words)
    // The phone may have another owner: whose date it was is not said.
    expect(faults).toContain(ageWords.keptOfPhone)
    expect(faults).not.toContain(formatDay(birthDate))
    const other = await browser.post(here, { ...said('1990-05-06', 401), birth_date: '1990-05-07' })
    expect([other.status, await htmlOf(other)]).toEqual([
      422,
      expect.stringContaining(volunteerRefusals.otherBirthDate.words),
    ])
    for (let time = 0; time < 2; time += 1)
      expect((await browser.post(here, said('1990-05-06', 401))).headers.get('location')).toBe(here)
    expect(await htmlOf(await browser.get(here))).toContain(ageWords.come(claimDays))
    const another = await browser.post(here, said('1991-05-06', 401))
    const waiting = await htmlOf(another)
    expect([another.status, waiting]).toEqual([409, expect.stringContaining(ageRefusals.oneAtATime.words)])
    const { action } = formIn(waiting, ageWithdrawal.submit)
    const somebody = await pages.browserOf(await addPerson(pages.db))
    expect([(await somebody.post(action, {})).status, (await browser.post(action, {})).status]).toEqual([404, 303])
    expect(await htmlOf(await browser.get(`/me/volunteer?done=${ageWithdrawal.name}`))).toContain(ageWithdrawal.done)
    expect((await browser.post(here, said('1990-05-06', 401))).headers.get('location')).toBe(here)

    const claim = await claimOnList(parent)
    const page = await htmlOf(await clerk.get(claim))
    expect(page).toContain(formatDay(birthDate))
    expect(page).toContain(ageOfficeWords.nowhere)
    expect(page).not.toContain(await givePhone(pages.db, parent))
    expect(page).not.toContain(own.identity_number)
    const decide = (at: string, data: Record<string, string>) => clerk.post(`${at}/${ageDecision.name}`, data)
    for (const decision of ['', 'confirmed', 'declined']) expect((await decide(claim, { decision })).status).toBe(422)
    const reason = '带来的证件看不清，请换一张再来'
    for (let time = 0; time < 2; time += 1)
      expect((await decide(claim, { decision: 'declined', reason })).headers.get('location')).toBe(
        `${people}?done=${ageDecision.name}`,
      )
    expect(await htmlOf(await clerk.get(`${people}?done=${ageDecision.name}`))).toContain(ageDecision.done)
    expect(await htmlOf(await browser.get(here))).toContain(reason)
    expect((await browser.post('/volunteer/register', own)).status).toBe(422)

    expect((await browser.post(here, said('1990-05-06', 401))).status).toBe(303)
    expect((await decide(await claimOnList(parent), { decision: 'confirmed', seen: 'yes' })).status).toBe(303)
    expect(await htmlOf(await browser.get(here))).toContain(ageWords.none)
    expect((await browser.post('/volunteer/register', own)).headers.get('location')).toBe(
      '/me/volunteer?done=registered',
    )
  })

  test('asks from the profile by a number, about themselves or their child: nothing changes before the office has looked', async () => {
    const parent = await pages.volunteer()
    const minor = await pages.volunteer({ birthDate: bornYearsAgo(15) })
    const child = await addChild(pages.db, parent, bornYearsAgo(9), hoursAfter(pages.now, -100))
    const number = (birthDate: string, sequence: number) => ({
      name: '示例志愿者',
      county: '331102',
      identity_number: identityNumberFor(birthDate, sequence),
      identity_consent: versionOf('identity-number'),
      birth_date_by_document: 'yes',
    })
    const own = await pages.browserOf(minor.personId)
    const profile = '/me/volunteer/profile'
    expect(linksIn(await htmlOf(await own.get(profile)), /^\/me\/age$/)).toHaveLength(1)
    expect((await own.post(profile, number('1990-05-06', 402))).headers.get('location')).toBe(here)
    const guardian = await pages.browserOf(parent.personId)
    expect(linksIn(await htmlOf(await guardian.get(profile)), /^\/me\/age$/)).toEqual([])
    const ofChild = `${here}?child=${child.volunteerId}`
    const older = bornYearsAgo(12)
    expect(
      (await guardian.post(`${profile}?child=${child.volunteerId}`, number(older, 403))).headers.get('location'),
    ).toBe(ofChild)
    for (const { volunteerId, born } of [
      { ...minor, born: bornYearsAgo(15) },
      { ...child, born: bornYearsAgo(9) },
    ])
      expect(await recordOf(pages.db, volunteerId)).toMatchObject({ birth_date: born, identity_last4: null })
    expect(await htmlOf(await clerk.get(await claimOnList(parent.personId)))).toContain(ageOfficeWords.ofChild)
    expect((await guardian.get(ofChild)).status).toBe(200)
    expect((await own.get(ofChild)).status, 'somebody else’s child').toBe(404)
    for (const wrong of ['x', '0', '999999']) expect((await own.get(`${here}?child=${wrong}`)).status).toBe(404)
  })

  test('is a page for who is signed in, by the methods it has; who is no minor has nothing to ask', async () => {
    const stranger = visitor(pages.server.address)
    expect((await stranger.get(here)).headers.get('location')).toContain('/me/sign-in')
    const adult = await pages.browserOf((await pages.volunteer()).personId)
    expect((await adult.send('PUT', here)).status).toBe(405)
    expect(await htmlOf(await adult.get(here))).toContain(ageWords.none)
    const response = await adult.post(here, said('1980-05-06', 404))
    expect([response.status, await htmlOf(response)]).toEqual([
      409,
      expect.stringContaining(ageRefusals.notNeeded.words),
    ])
  })

  test('comes to the office with no claim: the phone is found and cleared, with the card seen', async () => {
    const parent = await addPerson(pages.db)
    const browser = await pages.browserOf(parent)
    const phone = await givePhone(pages.db, parent)
    await browser.post('/volunteer/register', typedRegistration({ birth_date: bornYearsAgo(10) }))
    const found = await htmlOf(await clerk.post(people, { find: phone }))
    expect(found).toContain(ageOfficeWords.phoneOf(formatDay(bornYearsAgo(10))))
    expect(found).toContain(officeWords.foundAccount)
    for (const nobody of [officeWords.none, officeWords.found(0)]) expect(found).not.toContain(nobody)
    const at = `${people}/phones/${parent}`
    expect(linksIn(found, /\/phones\/\d+$/).map(({ href }) => href)).toEqual([at])
    expect(await htmlOf(await clerk.get(at))).not.toContain(phone)
    const clear = (data: Record<string, string>) => clerk.post(`${at}/${phoneClearing.name}`, data)
    expect((await clear({ reason: 'childs-date', proof: 'identity-card' })).status).toBe(422)
    const done = `${people}?done=${phoneClearing.name}`
    for (let time = 0; time < 2; time += 1)
      expect(
        (await clear({ reason: 'childs-date', proof: 'identity-card', seen: 'yes' })).headers.get('location'),
      ).toBe(done)
    expect(await htmlOf(await clerk.get(done))).toContain(phoneClearing.done)
    expect((await clerk.get(at)).status, 'there is nothing to clear any more').toBe(404)
    expect((await browser.post('/volunteer/register', typedRegistration())).status).toBe(303)
  })

  test('is decided by the office alone, at addresses that there are', async () => {
    const minor = await pages.volunteer({ birthDate: bornYearsAgo(15) })
    const browser = await pages.browserOf(minor.personId)
    expect((await browser.post(here, said('1990-05-06', 405))).status).toBe(303)
    const claim = await claimOnList(minor.personId)
    const organiser = await signedIn(pages.server.address, pages.server.accounts.organiser)
    const stranger = visitor(pages.server.address)
    for (const at of [claim, `${people}/phones/${minor.personId}`]) {
      expect((await organiser.get(at)).status).toBe(403)
      expect((await stranger.get(at)).headers.get('location')).toContain('/login')
      expect((await clerk.send('PUT', at)).status).toBe(405)
      expect((await clerk.post(`${at}/nothing`, {})).status).toBe(404)
    }
    const confirm = { decision: 'confirmed', seen: 'yes' }
    expect((await organiser.post(`${claim}/${ageDecision.name}`, confirm)).status).toBe(403)
    expect((await browser.post(`${claim}/${ageDecision.name}`, confirm)).status).not.toBe(303)
    expect((await recordOf(pages.db, minor.volunteerId)).birth_date).toBe(bornYearsAgo(15))
    for (const folder of ['ages', 'phones'])
      for (const wrong of ['x', '0', '999999'])
        expect((await clerk.get(`${people}/${folder}/${wrong}`)).status).toBe(404)
    expect((await clerk.get(`${people}/phones/${minor.personId}`)).status, 'a minor’s own record is corrected').toBe(
      404,
    )
  })

  test('after all that the log holds no failure', () => {
    expect(pages.server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
  })
})
