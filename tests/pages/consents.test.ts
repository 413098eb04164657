import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreement, fields } from '#forms/fields.ts'
import { renewal } from '#volunteering/volunteers/moves/renewal.ts'
import { guardianRefusals } from '#volunteering/volunteers/refusals.ts'
import { guardianWords } from '#volunteering/volunteers/words.ts'
import { faultAt } from '../support/forms.ts'
import { versionOf } from '../support/garden.ts'
import { elementsIn, firstLink, formIn, htmlOf } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'
import { signedIn, type Visitor } from '../support/visitor.ts'

const next = '2099-01-05'

let server: Portal
let person: Visitor
beforeAll(async () => {
  server = await workersPortal()
  // Is registered, with a child.
  person = await signedIn(server.address, server.accounts.volunteer)
  const agreed = { name: '示例新人', county: '331102', may_be_asked: versionOf('being-asked') }
  expect((await person.post('/me/volunteer/profile', agreed)).status).toBe(303)
})
afterAll(() => server.stop())

/** Publishes other words in the next version, and waits until the page shows them. */
async function rewrite(text: Parameters<typeof versionOf>[0], words: string, page: string): Promise<void> {
  const bytes = `---\ntitle: 示例同意书\nversion: ${next}\n---\n\n${words}\n`
  await publishAt(server, { [`content/texts/volunteer-${text}.md`]: bytes })
  expect(await htmlOf(await person.get(page))).toContain(words)
}

interface Kept {
  volunteers: { consents: { kind: string; text_version: string; withdrawn_at: string | null }[] }[]
  consents_given: { text_version: string; revoked_at: string | null }[]
}
const kept = async () => (await (await person.post('/me/volunteer/data', {})).json()) as Kept

describe.skipIf(!isOpenToTests())('consents in a new version', () => {
  test('a volunteer’s consent keeps the version that was read; when the text has changed it is read again', async () => {
    const page = '/me/volunteer/profile'
    await rewrite('being-asked', '示例：可以来问我。', page)
    const profile = { name: '示例新人', county: '331102', may_be_asked: versionOf('being-asked') }
    const stale = await person.post(page, profile)
    const html = await htmlOf(stale)
    expect(stale.status).toBe(422)
    expect(html).toContain(faultAt(fields({ box: agreement('', next) }), 'box', { box: profile.may_be_asked }))
    expect(elementsIn(html, 'input', { name: 'may_be_asked' })[0]!.attribs).not.toHaveProperty('checked')

    for (let time = 0; time < 2; time += 1)
      expect((await person.post(page, { ...profile, may_be_asked: next })).status).toBe(303)
    const consents = (await kept()).volunteers[0]!.consents.filter(({ kind }) => kind === 'being-asked')
    expect(consents).toMatchObject([
      { text_version: versionOf('being-asked'), withdrawn_at: expect.any(String) },
      { text_version: next, withdrawn_at: null },
    ])
  })

  test('so does a guardian’s', async () => {
    const record = firstLink(await htmlOf(await person.get('/me/volunteer')), '/me/volunteer/profile?child=')
    const page = `/me/volunteer/minors/${record.split('=')[1]}/consent`
    const { action, fields: old } = formIn(await htmlOf(await person.get(page)), guardianWords.scopes.service)
    await rewrite('guardian', '示例：我同意孩子参加。', page)
    const stale = await person.post(action, old)
    expect([stale.status, await htmlOf(stale)]).toEqual([
      409,
      expect.stringContaining(guardianRefusals.textChanged.words),
    ])
    const { fields: fresh } = formIn(await htmlOf(await person.get(page)), guardianWords.scopes.service)
    expect((await person.post(action, fresh)).headers.get('location')).toBe(`/me/volunteer?done=${renewal.name}`)
    expect((await kept()).consents_given.map(({ text_version }) => text_version)).toEqual([versionOf('guardian'), next])
  })
})
