import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Portal, workersPortal } from '../support/portal.ts'
import { rawly } from '../support/raw.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(() => server.stop())

/** A request that hides in the body of another, and a word of its answer. */
const hidden = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
const answered = 'contentCommit'
const hex = hidden.length.toString(16)
const form = 'Content-Type: application/x-www-form-urlencoded\r\n'
const head = (lines: string, method = 'POST /login') => `${method} HTTP/1.1\r\nHost: x\r\n${form}${lines}\r\n`
const chunked = `${hex}\r\n${hidden}\r\n0\r\n\r\n`

/** Requests of which two programs read the end at two places: each is refused whole, and the connection is closed. */
const ambiguous: [string, string][] = [
  ['a length and chunks', head(`Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`) + `0\r\n\r\n${hidden}`],
  [
    'chunks and a length',
    head(`Transfer-Encoding: chunked\r\nContent-Length: ${hidden.length}\r\n`) + `0\r\n\r\n${hidden}`,
  ],
  ['two lengths', head(`Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n`) + hidden],
  ['the same length twice', head(`Content-Length: 3\r\nContent-Length: 3\r\n`) + `a=b${hidden}`],
  ['a list of lengths', head(`Content-Length: 0, ${hidden.length}\r\n`) + hidden],
  ['a length with a sign', head(`Content-Length: +3\r\n`) + `a=b${hidden}`],
  ['a negative length', head(`Content-Length: -1\r\n`) + hidden],
  ['a length in hexadecimal', head(`Content-Length: 0x3\r\n`) + `a=b${hidden}`],
  ['a length that is too large to count', head(`Content-Length: 99999999999999999999999\r\n`) + hidden],
  ['a length with a blank before its colon', head(`Content-Length : 3\r\n`) + `a=b${hidden}`],
  ['an empty length', head(`Content-Length: \r\n`) + hidden],
  ['a coding with a blank before its colon', head(`Transfer-Encoding : chunked\r\n`) + chunked],
  ['a coding that is not known', head(`Transfer-Encoding: xchunked\r\n`) + chunked],
  ['a coding after chunks', head(`Transfer-Encoding: chunked, identity\r\n`) + chunked],
  ['two codings', head(`Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n`) + chunked],
  ['a coding with a control character', head(`Transfer-Encoding: \vchunked\r\n`) + chunked],
  ['a coding in quotes', head(`Transfer-Encoding: "chunked"\r\n`) + chunked],
  ['a coding on the next line', head(`Transfer-Encoding:\r\n chunked\r\nContent-Length: 3\r\n`) + `a=b${hidden}`],
  ['a size that is no number', head(`Transfer-Encoding: chunked\r\n`) + `G\r\n${hidden}\r\n0\r\n\r\n`],
  ['a negative size', head(`Transfer-Encoding: chunked\r\n`) + `-1\r\n${hidden}\r\n0\r\n\r\n`],
  ['a size with 0x', head(`Transfer-Encoding: chunked\r\n`) + `0x${hex}\r\n${hidden}\r\n0\r\n\r\n`],
  [
    'a size that is too large to count',
    head(`Transfer-Encoding: chunked\r\n`) + `fffffffffffffffff\r\n${hidden}\r\n0\r\n\r\n`,
  ],
  ['a size with a blank', head(`Transfer-Encoding: chunked\r\n`) + `${hex} \r\n${hidden}\r\n0\r\n\r\n`],
  ['a chunk that is longer than its size', head(`Transfer-Encoding: chunked\r\n`) + `3\r\na=bXX\r\n0\r\n\r\n${hidden}`],
  ['lines that end with LF in chunks', head(`Transfer-Encoding: chunked\r\n`) + `3\na=b\n0\n\n${hidden}`],
  ['a name with a zero byte', head(`Content\0-Length: 3\r\n`) + hidden],
  ['a value with a zero byte', head(`X: a\0b\r\nContent-Length: 0\r\n`) + hidden],
  ['a value with a lone CR', head(`X: a\rContent-Length: 3\r\n`) + hidden],
  ['a line without a colon', head(`Content-Length\r\n`) + hidden],
  ['a blank before the first name', `POST /login HTTP/1.1\r\n Content-Length: 3\r\nHost: x\r\n\r\na=b${hidden}`],
  ['a version that is not known', `POST /login HTTP/9.9\r\nHost: x\r\nContent-Length: 0\r\n\r\n${hidden}`],
  ['a tunnel', `CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example\r\n\r\n${hidden}`],
]

test.each(ambiguous)('%s is refused, and what hides behind it is never answered', async (_what, request) => {
  const answers = await rawly(server.address, Buffer.from(request, 'latin1'))
  for (const { status, body } of answers) {
    expect(Math.floor(status / 100)).toBe(4)
    expect(body).not.toContain(answered)
  }
  if (answers.length > 0) expect(answers.at(-1)!.headers.get('connection')).toBe('close')
})

/** Requests with a body where none is expected: it is read to its end, and is no request. */
const plain: [string, string][] = [
  ['a page that is kept, with a length', head(`Content-Length: ${hidden.length}\r\n`, 'GET /about') + hidden],
  ['a page that is kept, with chunks', head(`Transfer-Encoding: chunked\r\n`, 'GET /about') + chunked],
  ['a head, with a length', head(`Content-Length: ${hidden.length}\r\n`, 'HEAD /about') + hidden],
  ['a file, with chunks', head(`Transfer-Encoding: chunked\r\n`, 'GET /plain.css') + chunked],
  [
    'a page that is not there, with a length',
    head(`Content-Length: ${hidden.length}\r\n`, 'GET /nothing-here') + hidden,
  ],
  ['a method that is refused, with a length', head(`Content-Length: ${hidden.length}\r\n`, 'DELETE /about') + hidden],
  [
    'a form that is refused before it is read',
    head(`Origin: https://evil.example\r\nContent-Length: ${hidden.length}\r\n`) + hidden,
  ],
  ['a form that is too large', head(`Content-Length: 9999999\r\n`) + hidden],
  ['an expectation', head(`Expect: 100-continue\r\nContent-Length: ${hidden.length}\r\n`, 'GET /about') + hidden],
  [
    'an upgrade',
    head(`Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: ${hidden.length}\r\n`, 'GET /about') + hidden,
  ],
  [
    'a chunk with a note',
    head(`Transfer-Encoding: chunked\r\n`, 'GET /about') + `${hex};note=1\r\n${hidden}\r\n0\r\n\r\n`,
  ],
]

test.each(plain)('the body of %s is no request', async (_what, request) => {
  // Once to have the page kept, once to get it from there.
  for (const _time of [1, 2]) {
    const answers = (await rawly(server.address, Buffer.from(request, 'latin1'), 300)).filter(
      ({ status }) => status !== 100,
    )
    expect(answers.length).toBeLessThanOrEqual(1)
    for (const { body } of answers) expect(body).not.toContain(answered)
  }
})

test('two requests that follow each other properly get two answers', async () => {
  const first = 'GET /nothing-here HTTP/1.1\r\nHost: x\r\n\r\n'
  expect((await rawly(server.address, first + hidden)).map(({ status }) => status)).toEqual([404, 200])
})

test('after all that the server is well and its log holds no failure', async () => {
  expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
  expect(server.output()).not.toMatch(/a page failed|Unhandled|Error:/)
})
