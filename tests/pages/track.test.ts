import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { satisfactions } from '#suggestions/moves/rating.ts'
import { drawCode, formatCode } from '#suggestions/code.ts'
import { tracking as words } from '#suggestions/words.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { stories } from '#suggestions/stories.ts'
import { elementsIn, valueIn, wordsOf } from '../support/html.ts'
import { numberOn, trackedBy } from '../support/suggesting.ts'
import { toldOf } from '../support/told.ts'
import { phonePhoto } from '../support/pictures.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { typedSuggestion } from '../support/suggestion.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

const base = '/participate/track'
let server: Portal
let citizen: Visitor
/** The canonical address of a suggestion full of personal things, and its bare code. */
let address: string
let code: string
let number: string
/** The same page right after sending. */
let receipt: string
beforeAll(async () => {
  server = await workersPortal()
  citizen = visitor(server.address)
  const data = new FormData()
  const typed = typedSuggestion({
    title: '路灯不亮',
    body: '我家住在 3 幢，每天摸黑回家',
    place: '府前小区 3 幢',
    name: '吴女士',
    phone: '13800000001',
    latitude: '28.45171',
    longitude: '119.92261',
  })
  for (const [name, value] of Object.entries(typed)) data.append(name, value)
  data.append('photos', new File([(await phonePhoto()) as BlobPart], '我家.jpg'))
  const sent = await citizen.post('/participate/suggest', data)
  receipt = sent.headers.get('location')!
  ;({ address, code } = trackedBy(sent))
  number = numberOn(await (await citizen.get(address)).text())
})
afterAll(() => server.stop())

describe('the page of a suggestion', () => {
  test('says how far it is and by when the next step comes', async () => {
    const page = await (await citizen.get(address)).text()
    expect(page).toContain(formatCode(code))
    expect(page).toContain('路灯不亮')
    expect(page).toContain(toldOf({ story: stories['suggestion.received']! }))
    expect(page).toMatch(/工作人员会在 (\d+年)?\d+月\d+日下班前看完/)
    expect(page).toContain('从次日起算 1 个工作日')
  })

  test('shows the author their own words and photos, and not who they are', async () => {
    const page = await (await citizen.get(address)).text()
    expect(page).toContain('我家住在 3 幢，每天摸黑回家')
    for (const secret of ['吴女士', '13800000001', '28.45', '119.92']) expect(page).not.toContain(secret)
    const photo = `${address}/photos/1-640.webp`
    expect(page).toContain(photo)
    const picture = await citizen.get(photo)
    expect([picture.status, picture.headers.get('content-type'), picture.headers.get('cache-control')]).toEqual([
      200,
      'image/webp',
      'private, no-store',
    ])
    for (const wrong of [
      `${address}/photos/2-640.webp`,
      `${address}/photos/1-1.webp`,
      `${base}/${formatCode(drawCode())}/photos/1-640.webp`,
    ])
      expect((await citizen.get(wrong)).status).toBe(404)
  })

  test('is a receipt right after sending: in its title, its heading and as a status', async () => {
    const page = await (await citizen.get(receipt)).text()
    expect(receipt).toBe(`${address}?done=sent`)
    expect(elementsIn(page, 'title').map(wordsOf)[0]).toContain(words.sent.title)
    expect(elementsIn(page, 'h1').map(wordsOf)).toEqual([words.sent.title])
    expect(elementsIn(page, 'p', { role: 'status' }).map(wordsOf)).toEqual([words.sent.arrived('路灯不亮', 1)])
  })

  test('is in no search engine and no cache', async () => {
    const { headers } = await citizen.get(address)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-robots-tag')).toBe('noindex')
  })

  test('shows each step of the desk at once, and the answer as it was written', async () => {
    const clerk = await signedIn(server.address, server.accounts.clerk)
    const post = async (move: string, fields: Record<string, string>) =>
      expect(
        (await clerk.post(`/desk/suggestions/${number}/${move}`, { ...fields, request_key: crypto.randomUUID() }))
          .status,
      ).toBe(303)
    await post('acceptance', {})
    expect(await (await citizen.get(address)).text()).toContain(toldOf(acceptance))
    await post('answer', {
      body: '结论：属实，依据现场查看，11月23日已更换灯泡。<b>\n以后：每周巡查，电话 0578-0000000。',
    })
    const page = await (await citizen.get(address)).text()
    expect(page).toContain('<p>结论：属实，依据现场查看，11月23日已更换灯泡。&lt;b&gt;</p>')
    expect(page).toContain('<p>以后：每周巡查，电话 0578-0000000。</p>')
    expect(page).not.toContain('工作人员会在')
  })

  test.each(['satisfied', 'dissatisfied'] as const)(
    'tells a rating, %s, before what it led to, as the desk’s own page does',
    async satisfaction => {
      const clerk = await signedIn(server.address, server.accounts.clerk)
      const { address: tracked } = trackedBy(await citizen.post('/participate/suggest', typedSuggestion()))
      const desk = `/desk/suggestions/${numberOn(await (await citizen.get(tracked)).text())}`
      const send = async (who: Visitor, path: string, fields: Record<string, string>) =>
        expect((await who.post(path, { ...fields, request_key: crypto.randomUUID() })).status).toBe(303)
      await send(clerk, `${desk}/acceptance`, {})
      await send(clerk, `${desk}/answer`, {
        body: '结论：属实，依据现场查看，11月23日已更换灯泡。电话 0578-0000000。',
        as_it_is: 'yes',
      })
      await send(citizen, `${tracked}/rating`, { satisfaction, solved: 'yes', words: '', answer: '1' })
      for (const [who, path] of [
        [citizen, tracked],
        [clerk, desk],
      ] as const) {
        const page = (await (await who.get(path)).text()).replace(/<details class="add-to">.*?<\/details>/gs, '')
        const told = [...page.matchAll(/<li class="timeline__item">(.*?)<\/li>/gs)].map(([, step]) => step!)
        expect(
          told.map(step => step.includes(satisfactions[satisfaction])),
          path,
        ).toEqual([...told.slice(2).map(() => false), true, false])
      }
    },
  )
})

describe('finding it', () => {
  test('forgives case, dashes, spaces, O for 0 and I for 1', async () => {
    const typed = ` ${code.toLowerCase().replaceAll('0', 'O').replaceAll('1', 'l')} `
    for (const path of [
      `${base}?code=${encodeURIComponent(typed)}`,
      `${base}/${code}`,
      `${base}/${formatCode(code).toLowerCase()}`,
    ]) {
      const response = await citizen.get(path)
      expect([response.status, response.headers.get('location')]).toEqual([303, address])
    }
  })

  test.each([
    ['with a wrong character', () => code.slice(0, 11) + (code[11] === '7' ? '8' : '7'), words.mistyped],
    ['that is none', () => '"><script>', words.mistyped],
    ['of nothing', () => drawCode(), words.unknown],
  ])('by a code %s ends on a page that says so, with what was typed', async (_what, typed, message) => {
    for (const path of [`${base}?code=${encodeURIComponent(typed())}`, `${base}/${encodeURIComponent(typed())}`]) {
      const response = await citizen.get(path)
      expect(response.status).toBe(404)
      const page = await response.text()
      expect(page).toContain(message)
      expect(valueIn(page, 'code')).not.toBe('')
      expect(page).not.toContain('"><script>"')
    }
  })

  test('without a code asks for one', async () => {
    expect((await citizen.get(base)).status).toBe(200)
    const response = await citizen.get(`${base}?code=`)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain(words.missing)
  })

  test.each([base, `${base}/0000-0000-0000`])('is a question, not a form to be posted (%s)', async path => {
    expect((await citizen.post(path, {})).status).toBe(405)
  })

  test('by guessing is stopped after a while, for anyone who guesses and nobody else', async () => {
    const from = (ip: string) => ({ 'X-Forwarded-For': `203.0.113.99, ${ip}` })
    const statuses: number[] = []
    for (let guess = 0; guess < 302; guess += 1)
      statuses.push((await citizen.get(`${base}/${formatCode(drawCode())}`, from('198.51.100.7'))).status)
    expect(statuses.slice(0, 300)).toEqual(Array(300).fill(404))
    expect(statuses.slice(300)).toEqual([429, 429])
    // A neighbour behind the same address still reads their own.
    expect((await citizen.get(address, from('198.51.100.7'))).status).toBe(200)
    expect((await citizen.get(address, from('198.51.100.8'))).status).toBe(200)
  })
})
