import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeMove } from '#suggestions/course.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { withdrawal } from '#suggestions/moves/withdrawal.ts'
import { coverWords } from '#suggestions/redaction/words.ts'
import type { Role } from '#people/roles.ts'
import { needRefusals } from '#volunteering/needs/refusals.ts'
import { suggestedNeedWords } from '#volunteering/needs/words.ts'
import { htmlOf } from '../support/html.ts'
import { isOpenToTests } from '../support/portal.ts'
import { numberOn, trackedBy } from '../support/suggesting.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { visitor } from '../support/visitor.ts'
import { addPerson } from '../support/volunteering.ts'
import { gardenPages } from '../support/garden-pages.ts'

describe.skipIf(!isOpenToTests())('a need that a clerk makes of a suggestion', () => {
  const pages = gardenPages()
  const { browserOf } = pages

  test('a clerk makes one need of a suggestion; the suggestion leads to it', async () => {
    const { address } = trackedBy(
      await visitor(pages.server.address).post('/participate/suggest', typedSuggestion({ title: '桥头落叶没人扫' })),
    )
    const number = numberOn(await (await visitor(pages.server.address).get(address)).text())
    const as = async (...roles: Role[]) => browserOf(await addPerson(pages.db, '示例职员', roles))
    const clerk = await as('clerk')
    const here = `/desk/suggestions/${number}`
    expect(await htmlOf(await clerk.get(here))).toContain(suggestedNeedWords.link)
    expect(await htmlOf(await clerk.get(`${here}/need`))).toContain('value="桥头落叶没人扫"')
    const need = {
      title: '桥头扫落叶',
      what: '两个人半天',
      kind: 'environment',
      county: '331102',
      place: '示例桥',
      on: '2099-01-02',
      from: '09:00',
      until: '11:00',
      people: '2',
      request_key: randomUUID(),
    }
    expect((await clerk.post(`${here}/need`, { ...need, until: '08:00' })).status).toBe(422)
    expect((await clerk.post(`${here}/need`, need)).headers.get('location')).toBe(`${here}?done=need`)
    expect((await (await as('clerk')).post(`${here}/need`, { ...need, request_key: randomUUID() })).status).toBe(303)
    const filed = await pages.db
      .selectFrom('need')
      .select(['id', 'title', 'state'])
      .where('suggestion_id', 'is not', null)
      .execute()
    expect(filed).toMatchObject([{ title: '桥头扫落叶', state: 'verified' }])
    const page = await htmlOf(await clerk.get(`${here}?done=need`))
    for (const words of [suggestedNeedWords.done, `/desk/volunteers/needs/${filed[0]!.id}`])
      expect(page).toContain(words)
    expect(await htmlOf(await clerk.get(`/desk/volunteers/needs/${filed[0]!.id}`))).toContain(
      `href="${here}">桥头落叶没人扫`,
    )
    expect((await (await as('supervisor')).get(`${here}/need`)).status).toBe(403)
    expect(await htmlOf(await (await as('supervisor')).get(here))).toContain('桥头扫落叶')
    expect([
      (await clerk.get('/desk/suggestions/XXXX/need')).status,
      (await clerk.send('DELETE', `${here}/need`)).status,
    ]).toEqual([404, 405])
  })

  test('a need begins with what units read, and none comes of what was taken back or declined', async () => {
    const secrets = ['王小明', '13800001111', '2单元502室']
    const sent = async () => {
      const typed = typedSuggestion({
        title: `我是${secrets[0]}`,
        body: `电话${secrets[1]}`,
        place: `3幢${secrets[2]}`,
      })
      const { address } = trackedBy(await visitor(pages.server.address).post('/participate/suggest', typed))
      const number = numberOn(await (await visitor(pages.server.address).get(address)).text())
      return { number, here: `/desk/suggestions/${number}` }
    }
    const person = await addPerson(pages.db, '示例职员', ['clerk'])
    const clerk = await browserOf(person)
    const [withdrawn, declined] = [await sent(), await sent()]
    const page = await htmlOf(await clerk.get(`${withdrawn.here}/need`))
    for (const secret of secrets) expect(page).not.toContain(secret)
    for (const kind of ['name', 'mobile', 'address'] as const) expect(page).toContain(coverWords.cover(kind))

    await makeMove(pages.db, withdrawal, withdrawn.number, { request_key: randomUUID() }, 'author', new Date())
    const reason = { reason: 'not-ours' as const, words: '请到别的平台去提这件事。' }
    await makeMove(pages.db, declination, declined.number, reason, { id: person, roles: ['clerk'] }, new Date())
    const need = {
      ...{ title: '桥头扫落叶', what: '两个人半天', kind: 'environment', county: '331102', place: '示例桥' },
      ...{ on: '2099-01-02', from: '09:00', until: '11:00', people: '2' },
    }
    for (const { here } of [withdrawn, declined]) {
      expect(await htmlOf(await clerk.get(here))).not.toContain(`${here}/need`)
      expect((await clerk.get(`${here}/need`)).status).toBe(404)
      const refused = await clerk.post(`${here}/need`, { ...need, request_key: randomUUID() })
      expect([refused.status, await htmlOf(refused)]).toEqual([
        409,
        expect.stringContaining(needRefusals.suggestionEnded.words),
      ])
    }
  })

  test('after all that the log holds no failure', () => {
    expect(pages.server.output()).not.toMatch(/a page failed|could not be read|Unhandled/)
  })
})
