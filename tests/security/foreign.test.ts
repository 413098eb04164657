import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { type Connection, connect } from '#db/connect.ts'
import { roleNames, type Role } from '#people/roles.ts'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { aNotice } from '../support/content.ts'
import { filledForm } from '../support/filled-form.ts'
import { versionOf } from '../support/garden.ts'
import { plantThingsOfOthers } from '../support/others.ts'
import { secret, secrets, type Thing } from '../support/thing.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { addressOf, type Route, routes } from '../support/routes.ts'
import { traceOf } from '../support/trace.ts'
import { signedIn, type Visitor, visitor } from '../support/visitor.ts'

/** What lies below these is published: an id opens it to everybody. */
const published =
  /^(?:media|files|news|psa|role-models|topics|exposure|creation|participate\/contests|data|volunteer\/organisations|volunteer\/shifts|volunteer\/activities|suggestions\/list|open311\/v2\/(?:discovery|services|requests\.)|\[page\])/

const thingsAt = ({ file }: Route, things: Thing[]) =>
  things.filter(({ at }) => file.startsWith(at)).toSorted((a, b) => b.at.length - a.at.length)

/** Every address of a route about a thing: one for each move, where moves stand in it. */
function addressesOf(route: Route, { parts, moves = [] }: Thing): { address: string; form: Record<string, string> }[] {
  const hasMoves = route.parts.some(part => part.endsWith('move'))
  const given = { version: versionOf('guardian'), organisation: '1' }
  const ofMoves = hasMoves
    ? moves.map(move => ({
        address: addressOf(route, { ...parts, move: move.name, '...move': move.name }),
        form: filledForm(move.form, given),
      }))
    : []
  // A folder itself is a page too; an address that ends in a move is none without it.
  return route.parts.includes('move')
    ? ofMoves
    : [{ address: addressOf(route, parts), form: { words: secret } }, ...ofMoves]
}

const leadsToSignIn = (response: Response) =>
  /^\/(?:login|me\/sign-in|participate\/track\/[^/]+$)/.test(response.headers.get('location') ?? '')

// Whose the things are is written beside the running server: that takes a database both can open.
describe.skipIf(!isOpenToTests())('what is somebody else’s', () => {
  let server: Portal
  let connection: Connection
  let things: Thing[]
  const visitors: Record<string, Visitor> = {}
  const whos = ['nobody', ...roleNames, 'officer-2'] as const

  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl, dataDir: '' })
    visitors.nobody = visitor(server.address)
    for (const login of [...roleNames, 'officer-2'])
      visitors[login] = await signedIn(server.address, server.accounts[login])
    things = [
      ...(await plantThingsOfOthers(connection.db, server.dataDir, new Date())),
      ...(await draftOfAnEditor(visitors.publisher!)),
    ]
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  test('has a thing in the table for every address with an id in it', () => {
    const missing = routes
      .filter(route => route.parts.length > 0 && !published.test(route.file) && thingsAt(route, things).length === 0)
      .map(({ file }) => file)
    expect(missing).toEqual([])
  })

  test.each(whos)('is refused to %s by GET and POST, with nothing of it told and nothing written', async who => {
    const role = who.replace(/-2$/, '') as Role
    const before = await traceOf(connection.db)
    const found: string[] = []
    let asked = 0
    for (const route of routes.filter(({ parts }) => parts.length > 0))
      for (const thing of thingsAt(route, things)) {
        if (thing.seenBy.includes(role)) continue
        for (const { address, form } of addressesOf(route, thing))
          for (const method of ['GET', 'POST'] as const) {
            asked += 1
            const response =
              method === 'GET' ? await visitors[who]!.get(address) : await visitors[who]!.post(address, form)
            const body = await response.text()
            const isRefused = [403, 404, 405].includes(response.status) || leadsToSignIn(response)
            if (!isRefused) found.push(`${method} ${address} answers ${response.status}`)
            if (secrets.some(words => body.includes(words))) found.push(`${method} ${address} tells what is in it`)
          }
      }
    expect(found).toEqual([])
    expect(asked).toBeGreaterThan(50)
    expect(await traceOf(connection.db)).toEqual(before)
  })

  test('is there, for those who may open it', async () => {
    for (const thing of things.filter(({ says }) => says))
      for (const role of thing.seenBy) {
        const address = `/${thing.at}`.replaceAll(/\[(\w+)\]/g, (_, name: string) => thing.parts[name]!)
        const response = await visitors[role]!.get(address)
        const body = await response.text()
        expect([role, address, response.status, body.includes(secret)]).toEqual([role, address, 200, true])
      }
  })

  test.each(whos)('stands in no list, search, feed or export of %s, who may not open it', async who => {
    const lists = routes
      .filter(({ parts, file }) => parts.length === 0 && file !== 'logout.ts')
      .map(route => addressOf(route))
    const seers: Record<string, RegExp> = {
      clerk: /^\/desk/,
      supervisor: /^\/desk/,
      admin: /^\/desk/,
      reviewer: /^\/(?:admin|desk)/,
      publisher: /^\/(?:admin|desk)/,
      organiser: /^\/nothing$/,
    }
    for (const address of lists) {
      if (seers[who]?.test(address)) continue
      for (const query of ['', `?q=${encodeURIComponent(secret)}`, '?state=all', '?draft=1']) {
        const whole = await (await visitors[who]!.get(address + query)).text()
        // The search says in several places what was looked for; what it found stands in its list.
        const body = address === '/search' ? (whole.split('class="search-hits"')[1] ?? '') : whole
        // What somebody searched for stands in the field once more.
        expect([address, body.replaceAll(`value="${secret}"`, '').includes(secret)]).toEqual([address, false])
      }
    }
  })
})

/** A draft of one editor: other contributors and readers see nothing of it. */
async function draftOfAnEditor(editor: Visitor): Promise<Thing[]> {
  const saved = await editor.postText(
    '/admin/gateway',
    JSON.stringify({
      branch: 'main',
      action: 'persistEntry',
      params: {
        dataFiles: [
          {
            slug: '2026/of-another',
            path: 'content/notices/2026/of-another.md',
            raw: aNotice({ title: secret, body: secret }),
          },
        ],
        assets: [],
        options: { collectionName: 'notices', newEntry: true },
        base: { 'content/notices/2026/of-another.md': null },
      },
    }),
    { 'Content-Type': 'application/json', [gatewayHeader]: '1' },
  )
  expect(await saved.json()).toHaveProperty('versions')
  const parts = { collection: 'notices', id: 'of-another' }
  const seenBy = ['reviewer', 'publisher'] as const
  return [
    { at: 'admin/preview/[collection]/[id]', parts, seenBy },
    { at: 'admin/history/[collection]/[id]', parts, seenBy, says: true },
    {
      at: 'admin/reviews/[collection]/[id]',
      parts,
      seenBy,
      says: true,
      moves: moves(['submission', 'first-review', 'return']),
    },
    { at: 'notices/[id]', parts, seenBy: [] },
  ]
}

const moves = (names: string[]): NonNullable<Thing['moves']> =>
  names.map(name => ({ name, title: name, submit: name, done: name, form: z.object({}) }))
