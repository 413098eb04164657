import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, connect } from '#db/connect.ts'
import { makeMove } from '#suggestions/course.ts'
import { formatCode } from '#suggestions/code.ts'
import { documentErrors } from '#suggestions/document-words.ts'
import { answer } from '#suggestions/moves/answer.ts'
import { verification } from '#suggestions/moves/verification.ts'
import { faultAt } from '../support/forms.ts'
import { elementsIn, linksIn } from '../support/html.ts'
import { addColleagues, bringTo, codeOf, type Colleagues, leadUnit } from '../support/course.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { readPage } from '../support/suggesting.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'
import { aPdf } from '../support/waiting.ts'

// The course is moved by its own functions beside the running server: that takes a database both can open.
describe.skipIf(!isOpenToTests())('documents beside an answer', () => {
  let connection: Connection
  let server: Portal
  let people: Colleagues
  let officer: Visitor
  let officerId: number
  const stranger = () => visitor(server.address)
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    people = await addColleagues(connection.db)
    ;({ id: officerId } = await connection.db
      .selectFrom('person')
      .select('id')
      .where('login', '=', server.accounts.officer!.login)
      .executeTakeFirstOrThrow())
    await connection.db.insertInto('liaison').values({ person_id: officerId, unit: leadUnit }).execute()
    officer = await signedIn(server.address, server.accounts.officer)
  })
  afterAll(async () => {
    // Other tests have the same officer.
    await connection.db.deleteFrom('liaison').where('person_id', '=', officerId).where('unit', '=', leadUnit).execute()
    await connection.close()
    await server.stop()
  })

  const bring = () => bringTo(connection.db, 'signed-for', people, new Date())
  const form = (typed: Record<string, string | string[]>, files: [string, Buffer][]) => {
    const data = new FormData()
    for (const [name, values] of Object.entries(typed)) for (const value of [values].flat()) data.append(name, value)
    for (const [name, bytes] of files) data.append('documents', new File([bytes as BlobPart], name))
    return data
  }
  const said = { body: '已更换全部灯管，请夜里再看一看。', as_it_is: 'yes', no_photos_because: '夜里拍不清' }
  const keptOn = (html: string) =>
    elementsIn(html, 'input', { type: 'checkbox', name: 'documents' }).map(({ attribs }) => attribs.value!)

  test('come back with the form, are sent with it, and are kept by who may read the answer', async () => {
    const number = await bring()
    const path = `/desk/suggestions/${number}`
    const bad = await readPage(
      await officer.post(
        `${path}/answer`,
        form({ ...said, body: '' }, [
          ['整改清单.pdf', aPdf],
          ['通知.docx', aPdf],
        ]),
      ),
    )
    expect(bad.status).toBe(422)
    expect(bad.messages).toEqual([faultAt(answer.form, 'body', {}), documentErrors['unknown-kind']('通知.docx')])
    const kept = keptOn(bad.html)
    expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{32} 整改清单\.pdf$/)])
    const sent = await officer.post(`${path}/answer`, form({ ...said, documents: kept }, []))
    expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringContaining('answer')])

    const clerk = await signedIn(server.address, server.accounts.clerk)
    const [link] = linksIn(await (await clerk.get(path)).text(), new RegExp(`^${path}/documents/`))
    expect(link!.words).toContain('整改清单.pdf')
    const code = formatCode(await codeOf(connection.db, number))
    const own = `/participate/track/${code}`
    const ownLink = link!.href.replace(path, own)
    expect((await stranger().get(ownLink)).status).toBe(404)
    await makeMove(connection.db, verification, number, {}, people.clerk, new Date())
    expect(linksIn(await (await stranger().get(own)).text(), ownLink)).toHaveLength(1)

    for (const response of [
      await clerk.get(link!.href),
      await officer.get(link!.href),
      await stranger().get(ownLink),
    ]) {
      expect(response.status).toBe(200)
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': expect.stringMatching(/^attachment; .*filename\*=UTF-8''%E6%95%B4/) as string,
        'x-content-type-options': 'nosniff',
        'cache-control': expect.stringContaining('no-store') as string,
      })
      expect(Buffer.from(await response.arrayBuffer())).toEqual(aPdf)
    }
    const editor = await signedIn(server.address, server.accounts.contributor)
    expect((await editor.get(link!.href)).status).toBe(403)
    expect((await stranger().get(link!.href)).status).toBe(303)
    expect((await officer.post(link!.href, {})).status).toBe(405)
    expect((await clerk.get(`${path}/documents/0`)).status).toBe(404)
    const other = await bring()
    expect((await clerk.get(link!.href.replace(number, other))).status).toBe(404)
  })

  test('a fourth one and one that is too large are told, and the others stay', async () => {
    const number = await bring()
    const large = Buffer.concat([aPdf, Buffer.alloc(10 * 1024 * 1024)])
    const { status, html, messages } = await readPage(
      await officer.post(
        `/desk/suggestions/${number}/interim-reply`,
        form({ body: '已派人看过现场，等材料到货。', next_on: '', request_key: randomUUID() }, [
          ['一.pdf', aPdf],
          ['大.pdf', large],
          ['二.pdf', aPdf],
          ['三.pdf', aPdf],
          ['四.pdf', aPdf],
        ]),
      ),
    )
    expect(status).toBe(422)
    expect(messages.at(-1)).toMatch(/“大\.pdf”.*10 MB.*最多 3 份/)
    expect(keptOn(html).map(carried => carried.slice(33))).toEqual(['一.pdf', '二.pdf', '三.pdf'])
  })
})
