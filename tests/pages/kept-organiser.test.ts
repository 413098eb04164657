import { describe, expect, test } from 'vitest'
import { volunteerDeskWords } from '#volunteering/words.ts'
import { gardenPages } from '../support/garden-pages.ts'
import { signedInByPhone } from '../support/garden.ts'
import { htmlOf } from '../support/html.ts'
import { isOpenToTests } from '../support/portal.ts'
import { addOrganisation, addPerson } from '../support/volunteering.ts'

// The block is written beside the running server: that takes a database both can open.
describe.skipIf(!isOpenToTests())('who is held back', () => {
  const pages = gardenPages()

  test('an organiser whom the office holds back is kept from needs and from their organisation, and reads why', async () => {
    const { db } = pages
    const desk = '/desk/volunteers'
    const { organisationId, organiser } = await addOrganisation(db)
    const own = db.selectFrom('volunteer').select('id').where('person_id', '=', organiser)
    const { id } = await own.executeTakeFirstOrThrow()
    const browser = await signedInByPhone(pages.server.address, db, organiser)
    const paths = ['needs', 'needs?state=verified', `organisations/${organisationId}`, 'activities/new']
    for (const path of paths) expect((await browser.get(`${desk}/${path}`)).status, path).toBe(200)
    const blocked_by = await addPerson(db, '示例受理', ['clerk'])
    const block = { volunteer_id: id, reason: '示例原因', blocked_by, blocked_at: new Date() }
    await db.insertInto('volunteer_block').values(block).execute()
    for (const path of paths) {
      const answer = await browser.get(`${desk}/${path}`)
      expect(answer.status, path).toBe(403)
      expect(await htmlOf(answer), path).toContain(volunteerDeskWords.keptFrom.words)
    }
    expect(await htmlOf(await browser.get(desk))).toContain(volunteerDeskWords.keptFrom.words)
  })
})
