import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { recordWords } from '#record/words.ts'
import { photoSizes, photosOnDisk } from '#suggestions/photo-files.ts'
import { photoCoverWords } from '#suggestions/redaction/words.ts'
import { addColleagues, bringTo } from '../support/course.ts'
import { elementsIn, htmlOf, valueIn } from '../support/html.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/** A face in red, planted in a photo: it must not be in anything that the public can open. */
describe.skipIf(!isOpenToTests())('a face in a photo of a public record', () => {
  let server: Portal
  let connection: Connection
  let clerk: Visitor
  let reviewer: Visitor
  let reader: Visitor
  let number: string
  let address: string
  let covers: string
  let own: string
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
    reader = visitor(server.address)
    ;[clerk, reviewer] = (await Promise.all(
      ['clerk', 'reviewer'].map(login => signedIn(server.address, server.accounts[login])),
    )) as [Visitor, Visitor]
    const { db } = connection
    number = await bringTo(db, 'revisit', await addColleagues(db), new Date())
    address = `/desk/record/${number}`
    const { id } = await db.selectFrom('suggestion').select('id').where('number', '=', number).executeTakeFirstOrThrow()
    covers = `${address}/covers/asked-suggestion-${id}-1`
    const red = { create: { width: 300, height: 400, channels: 3 as const, background: '#ff0000' } }
    const bytes = await sharp({ create: { width: 600, height: 400, channels: 3, background: '#00ff00' } })
      .composite([{ input: red, left: 0, top: 0 }])
      .webp({ lossless: true })
      .toBuffer()
    own = `${new Date().toISOString().slice(0, 7)}/${crypto.randomUUID()}/1`
    await mkdir(join(server.dataDir, 'photos'), { recursive: true })
    for (const size of photoSizes) await photosOnDisk(server.dataDir).write(own, size, bytes)
    await db
      .insertInto('suggestion_photo')
      .values({ suggestion_id: id, position: 1, file: own, width: 600, height: 400 })
      .execute()
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  /** The open form as the page has it, with every picture ticked. */
  async function press(someone: Visitor, path: string): Promise<Response> {
    const form = elementsIn(await htmlOf(await someone.get(path)), 'form').find(({ attribs }) => attribs.id === 'form')!
    const body = new FormData()
    for (const { attribs } of elementsIn(form, 'input'))
      if (attribs.type !== 'checkbox' || attribs.checked !== undefined || attribs.name === 'show')
        body.append(attribs.name!, attribs.value ?? '')
    return someone.post(form.attribs.action!, body)
  }
  async function showsRed(response: Response): Promise<boolean> {
    const { data, info } = await sharp(await response.arrayBuffer())
      .raw()
      .toBuffer({ resolveWithObject: true })
    for (let at = 0; at < data.length; at += info.channels) if (data[at]! > 200 && data[at + 1]! < 60) return true
    return false
  }
  /** Every picture that a reader can get of the record, by what pages, feeds and files name and by guessing. */
  async function publicPictures(): Promise<string[]> {
    const named = new Set<string>()
    for (const path of [
      `/suggestions/${number}`,
      '/suggestions',
      '/',
      '/suggestions/list.json',
      '/suggestions/feed.xml',
    ]) {
      const text = await (await reader.get(path)).text()
      for (const [found] of text.matchAll(new RegExp(`/suggestions/${number}/[^"'\\s<>]+`, 'g'))) named.add(found)
      expect([path, text.includes(own.split('/')[1]!)]).toEqual([path, false])
    }
    for (const at of [0, 1, 2])
      for (const size of [640, 1280, 2000]) named.add(`/suggestions/${number}/${at}-${size}.webp`)
    named.add(`/share/suggestions/${number}.jpg`)
    return [...named]
  }
  async function whereRed(): Promise<string[]> {
    const seen: string[] = []
    for (const path of await publicPictures()) {
      const response = await reader.get(path)
      if (response.status === 200 && (await showsRed(response))) seen.push(path)
    }
    return seen
  }
  async function publish(): Promise<void> {
    expect((await press(clerk, `${address}?move=preparation`)).status).toBe(303)
    expect((await press(reviewer, address)).status).toBe(303)
  }

  test('is seen by the clerk alone, who draws a box over it; a wrong form comes back with words', async () => {
    const page = await htmlOf(await clerk.get(covers))
    const [picture] = elementsIn(page, 'img', { draggable: 'false' })
    expect(await showsRed(await clerk.get(picture!.attribs.src!))).toBe(true)
    expect((await reviewer.get(picture!.attribs.src!)).status).toBe(404)
    expect((await reviewer.get(covers)).status).toBe(403)
    expect((await reader.get(picture!.attribs.src!)).status).toBe(303)
    const nothing = await clerk.post(covers, { boxes: '' })
    expect([nothing.status, (await nothing.text()).includes(photoCoverWords.nothing)]).toEqual([422, true])
    const wrong = await clerk.post(covers, { boxes: '10 20 x' })
    const text = await htmlOf(wrong)
    expect([wrong.status, text.includes(photoCoverWords.wrongLine(1)), valueIn(text, 'boxes')]).toEqual([
      422,
      true,
      '10 20 x',
    ])
    for (const path of [`${address}/covers/x`, '/desk/record/2099-1/covers/asked-suggestion-1-1'])
      expect([path, (await clerk.get(path)).status]).toEqual([path, 404])
    const done = await clerk.post(covers, { boxes: '0 0 50 100' })
    expect([done.status, done.headers.get('location')]).toEqual([303, `${address}?move=preparation`])
    expect(await (await clerk.get(covers)).text()).toContain(recordWords.covering.now(1))
  })

  test('is in nothing that a reader can open once it was covered and published', async () => {
    await publish()
    const answers = await Promise.all((await publicPictures()).map(async path => (await reader.get(path)).status))
    expect(answers.filter(status => status === 200).length).toBeGreaterThan(2)
    expect(await whereRed()).toEqual([])
  })

  test('is found by this very test when a clerk lets the photo through as it is', async () => {
    expect((await clerk.post(covers, { clear: 'on' })).status).toBe(303)
    // What is public stays as it was read.
    expect(await whereRed()).toEqual([])
    await publish()
    await expect.poll(() => whereRed()).toContain(`/suggestions/${number}/1-640.webp`)
  })
})
