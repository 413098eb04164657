import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { writeWorkbook } from '#forms/workbook.ts'
import { readRoster } from '#volunteering/shifts/roster.ts'
import { applyWords, organisationStates } from '#volunteering/organisations/words.ts'
import { decideOrganisation } from '#volunteering/organisations/admission.ts'
import { organisationRefusals } from '#volunteering/organisations/refusals.ts'
import { applicationForm } from '#volunteering/organisations/form.ts'
import { htmlOf } from '../support/html.ts'
import { faultAt } from '../support/forms.ts'
import { bornYearsAgo } from '../support/garden.ts'
import { isOpenToTests } from '../support/portal.ts'
import { locationOf } from '../support/organising.ts'
import { visitor } from '../support/visitor.ts'
import { addChild } from '../support/guardians.ts'
import { aPdf } from '../support/waiting.ts'
import {
  addPaper,
  addPerson,
  addProvenAdult,
  granted,
  hoursAfter,
  personalData,
  sign,
} from '../support/volunteering.ts'
import { gardenPages } from '../support/garden-pages.ts'

// Offers lapse and codes are sent: that takes a database which the test can reach beside the server.
describe.skipIf(!isOpenToTests())('a volunteer on the portal’s pages', () => {
  const pages = gardenPages()
  const { browserOf, now, shift, standing, volunteer } = pages

  test('a guardian corrects a child’s record, nobody else does', async () => {
    const parent = await volunteer()
    const child = await addChild(pages.db, parent, bornYearsAgo(8), hoursAfter(now, -100))
    const browser = await browserOf(parent.personId)
    const here = `/me/volunteer/profile?child=${child.volunteerId}`
    expect(await htmlOf(await browser.get(here))).toContain('更正示例孩子的资料')
    expect(
      (
        await browser.post(here, { name: '示例小禾', county: '331181', wishes: 'environment', identity_number: '' })
      ).headers.get('location'),
    ).toBe('/me/volunteer?done=changed')
    expect(await htmlOf(await browser.get('/me/volunteer'))).toContain('<b>示例小禾</b>')
    expect((await browser.post(here, { name: ' ', county: '331181', identity_number: '' })).status).toBe(422)
    const stranger = await browserOf((await volunteer()).personId)
    expect([
      (await stranger.get(here)).status,
      (await stranger.post(here, { name: '示例', county: '331181', identity_number: '' })).status,
      (await browser.get('/me/volunteer/profile?child=x')).status,
    ]).toEqual([404, 404, 404])
  })

  test('applies for a team, sees it wait, declined with words, or admitted', async () => {
    const person = await addProvenAdult(pages.db, {}, hoursAfter(now, -100))
    const browser = await browserOf(person)
    const office = await addPerson(pages.db, '示例审核', ['admin'])
    const typed = async (name: string, more = {}) => ({
      name,
      county: '331102',
      introduction: '周末沿河捡垃圾',
      contact_name: '示例',
      contact_phone: '0578-2090000',
      standing: 'supervised',
      credit_code: '',
      supervising_unit: '示例街道办事处',
      documents: await addPaper(pages.db, now),
      parent: '',
      request_key: randomUUID(),
      ...more,
    })
    expect((await visitor(pages.server.address).get('/volunteer/organisations/new')).status).toBe(303)
    const wrong = await browser.post('/volunteer/organisations/new', await typed('河', { contact_phone: 'x' }))
    expect([wrong.status, await htmlOf(wrong)]).toEqual([
      422,
      expect.stringContaining(faultAt(applicationForm, 'contact_phone', { contact_phone: 'x' })),
    ])
    const river = await typed('示例护河队')
    for (let time = 0; time < 2; time += 1)
      expect((await browser.post('/volunteer/organisations/new', river)).headers.get('location')).toBe(
        '/me/volunteer?done=applied',
      )
    const same = await browser.post('/volunteer/organisations/new', await typed('示例护河队'))
    expect([same.status, await htmlOf(same)]).toEqual([
      422,
      expect.stringContaining(organisationRefusals.nameTaken.words),
    ])
    expect(
      (await browser.post('/volunteer/organisations/new', await typed('示例护河二队', { parent: '999999' }))).status,
    ).toBe(422)
    const unproven = await browserOf((await volunteer()).personId)
    expect(await htmlOf(await unproven.get('/volunteer/organisations/new'))).toContain(applyWords.notProven)
    const refused = await unproven.post('/volunteer/organisations/new', await typed('示例无证队'))
    expect([refused.status, await htmlOf(refused)]).toEqual([
      409,
      expect.stringContaining(organisationRefusals.notProven.words),
    ])
    for (const [field, value] of [
      ['documents', ''],
      ['supervising_unit', ''],
      ['credit_code', '91350100M000100Y44'],
    ] as const)
      expect(
        (await browser.post('/volunteer/organisations/new', await typed('示例缺项队', { [field]: value }))).status,
      ).toBe(422)
    await browser.post('/volunteer/organisations/new', await typed('示例护林队'))
    const applied = await pages.db
      .selectFrom('organisation')
      .select(['id', 'name'])
      .where('applied_by', '=', person)
      .orderBy('id')
      .execute()
    expect(applied.map(one => one.name)).toEqual(['示例护河队', '示例护林队'])
    expect(await htmlOf(await browser.get('/me/volunteer'))).toContain(organisationStates.applied)
    granted(await decideOrganisation(pages.db, applied[0]!.id, { approved: true, mayRecord: false }, office, now))
    granted(
      await decideOrganisation(pages.db, applied[1]!.id, { approved: false, words: '请先找社区盖章' }, office, now),
    )
    expect(
      await pages.db
        .selectFrom('message')
        .select('template')
        .where('about_kind', '=', 'organisation')
        .where('to_person_id', '=', person)
        .orderBy('id')
        .execute(),
    ).toEqual([{ template: 'organisation-admitted' }, { template: 'organisation-declined' }])
    const page = await htmlOf(await browser.get('/me/volunteer'))
    for (const words of [`/volunteer/organisations/${applied[0]!.id}`, organisationStates.declined, '请先找社区盖章'])
      expect(page).toContain(words)
  })

  test('shows the papers of a team as PDF instead of photos, and the office alone reads them', async () => {
    const browser = await browserOf(await addProvenAdult(pages.db, {}, hoursAfter(now, -100)))
    const here = '/volunteer/organisations/new'
    const apply = (name: string, file: File) => {
      const form = new FormData()
      const typed = {
        name,
        county: '331102',
        introduction: '示例',
        contact_name: '示例',
        contact_phone: '0578-2090000',
        standing: 'supervised',
        credit_code: '',
        supervising_unit: '示例街道办事处',
        parent: '',
        request_key: randomUUID(),
      }
      for (const [field, value] of Object.entries(typed)) form.append(field, value)
      form.append('files', file)
      return browser.post(here, form)
    }
    const name = `示例证件队${randomUUID().slice(0, 8)}`
    const table = await apply(name, new File([new Uint8Array(await writeWorkbook([['示例']]))], '名单.xlsx'))
    expect([table.status, await table.text()]).toEqual([
      422,
      expect.stringContaining(organisationRefusals.filesNotPdf.words),
    ])
    expect((await apply(name, new File(['no paper'], '登记证书.pdf'))).status).toBe(422)
    // Larger than what a form without files may be.
    const large = Buffer.concat([aPdf, Buffer.alloc(1_500_000, ' '), Buffer.from('%%EOF')])
    expect(locationOf(await apply(name, new File([large], '登记证书.pdf')))).toBe('/me/volunteer?done=applied')
    const { id } = await pages.db
      .selectFrom('organisation')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    const at = `/desk/volunteers/applications/${id}`
    const office = await browserOf(await addPerson(pages.db, '示例审核', ['admin']))
    expect(await htmlOf(await office.get(at))).toContain(`href="${at}/documents/1"`)
    const file = await office.get(`${at}/documents/1`)
    expect([file.status, Buffer.from(await file.arrayBuffer())]).toEqual([200, large])
    expect((await office.get(`${at}/documents/2`)).status).toBe(404)
    expect((await office.get(`${at}/documents/x`)).status).toBe(404)
    expect((await browser.get(`${at}/documents/1`)).status).toBe(403)
    expect((await office.send('POST', `${at}/documents/1`)).status).toBe(405)
    granted(
      await decideOrganisation(
        pages.db,
        id,
        { approved: false, words: '请先找社区盖章' },
        await addPerson(pages.db),
        now,
      ),
    )
    expect((await office.get(`${at}/documents/1`)).status, 'who applies again shows them again').toBe(404)
  })

  test('erasing the account erases the volunteer too: the place is free, the organiser sees that somebody is gone, not who', async () => {
    const { shiftId, organiser } = await shift({ capacity: 1 })
    const [gone, waits] = [await volunteer({ name: '示例注销' }), await volunteer()]
    for (const one of [gone, waits]) granted(await sign(pages.db, shiftId, one, now))
    const browser = await browserOf(gone.personId)
    expect((await browser.post('/me/erasure', {})).headers.get('location')).toBe('/me/sign-in?erased')
    expect((await browser.get('/me/volunteer')).status).toBe(303)
    expect(await standing(shiftId, waits)).toMatchObject([{ state: 'offered' }])
    const { rows } = granted(await readRoster(pages.db, personalData, { shiftId, personId: organiser }, now))
    expect(rows).toMatchObject([
      { state: 'offered' },
      { state: 'ended', ended_reason: 'erased', name: undefined, number: null },
    ])
    const events = await pages.db.selectFrom('event').select('detail').where('actor_id', '=', gone.personId).execute()
    expect(JSON.stringify(events)).not.toContain('示例注销')
    expect(
      await pages.db.selectFrom('message').select('id').where('to_person_id', '=', gone.personId).execute(),
    ).toEqual([])
  })

  test('after all that the log holds no failure', () => {
    expect(pages.server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
  })
})
