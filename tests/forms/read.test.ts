import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fileErrors, formErrors } from '#forms/errors.ts'
import { blankValues, readForm } from '#forms/read.ts'
import { withoutControls } from '#forms/typed/characters.ts'
import { effortOf } from '../support/effort.ts'

const MB = 1024 * 1024
const schema = z.object({
  title: z.string().trim().min(1, '请写一句话'),
  body: z.string().max(3000, '最多 3000 个字'),
  roles: z.array(z.string()).max(3, '最多选三个'),
})
const photos = { max: 2, maxBytes: 1000 }
let dataDir: string
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'form-test-'))))
afterEach(() => rm(dataDir, { recursive: true }))
const filesOnDisk = async () => (await readdir(dataDir, { recursive: true })).filter(name => name !== 'uploads')

const address = 'http://localhost/participate/suggest'
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  readForm(new Request(address, { method: 'POST', body, headers, duplex: 'half' } as RequestInit), schema, {
    files: { photos },
    dataDir,
  })
const urlencoded = { 'Content-Type': 'application/x-www-form-urlencoded' }
const multipart = { 'Content-Type': 'multipart/form-data; boundary=b' }
const part = (name: string, text: string, more = '') =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`

function streamOf(chunks: Buffer[]): ReadableStream {
  return Readable.toWeb(Readable.from(chunks)) as ReadableStream
}

/** As it comes from the network: never all at once, and without a length. */
function inChunks(text: string): ReadableStream {
  const bytes = Buffer.from(text)
  return streamOf(
    Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, n) => bytes.subarray(n * 65_536, (n + 1) * 65_536)),
  )
}

function formData(fields: Record<string, string | Blob>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  return data
}

describe('reading a form', () => {
  test.each([
    ['urlencoded', new URLSearchParams({ title: ' 路灯坏了 ', body: '一\r\n二', roles: 'a' })],
    ['multipart', formData({ title: ' 路灯坏了 ', body: '一\r\n二', roles: 'a' })],
  ])('gives what was typed and what is meant, sent as %s', async (_kind, body) => {
    const form = await post(body)
    expect(form.values).toEqual({ title: ' 路灯坏了 ', body: '一\r\n二', roles: ['a'] })
    expect(form.data).toEqual({ title: '路灯坏了', body: '一\n二', roles: ['a'] })
  })

  test('takes the first of a repeated name, and all of them where a list is asked for', async () => {
    const form = await post(new URLSearchParams('title=a&title=b&body=c&roles=x&roles=y'))
    expect(form.data).toEqual({ title: 'a', body: 'c', roles: ['x', 'y'] })
  })

  test('takes a field that was not sent for an empty one, and passes over fields it did not ask for', async () => {
    const form = await post(new URLSearchParams('admin=1&__proto__=x&constructor=y'))
    expect(form.values).toEqual({ title: '', body: '', roles: [] })
    expect(form.errors).toEqual({ title: '请写一句话' })
  })

  test('takes a request without a body for an empty form', async () => {
    const form = await readForm(new Request(address, { method: 'POST', headers: urlencoded }), schema)
    expect(form).toMatchObject({ status: 422, errors: { title: '请写一句话' } })
  })

  test('keeps rare characters, variation selectors, right-to-left marks and a byte order mark exactly', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('𠮷野家', '王𬱖', '葛󠄀城', '‏שלום‎', '\uFEFFa', '👨‍👩‍👧', '�', 'e\u0301'),
    )
    return fc.assert(
      fc.asyncProperty(text, fc.boolean(), async (typed, inParts) => {
        fc.pre(!typed.includes('\0') && typed.isWellFormed() && !/[\r\n]/.test(typed))
        const fields = { title: 'x', body: typed }
        const form = await post(inParts ? formData(fields) : new URLSearchParams(fields))
        expect(form.values.body).toBe(withoutControls(typed))
      }),
    )
  })

  test.each(['𠮷野家', '王𬱖', '葛󠄀城', '‏שלום‎', '\uFEFFa', '👨‍👩‍👧', 'a\tb', '\u200b'])(
    'takes nothing from %j, which has no control characters',
    typed => expect(withoutControls(typed)).toBe(typed),
  )

  test('has blank values for a form that nobody has filled in', () => {
    expect(blankValues(schema, { body: '你好' })).toEqual({ title: '', body: '你好', roles: [] })
  })
})

describe('files', () => {
  const photo = (bytes: number, name = '照片.jpg') => new File([Buffer.alloc(bytes, 1)], name)

  test('wait on the disk and are removed with the form', async () => {
    let path: string
    {
      await using form = await post(formData({ title: 'x', photos: photo(1000) }))
      const [file] = form.files.photos!
      path = file!.path
      expect(file).toMatchObject({ name: '照片.jpg', bytes: 1000 })
      expect(await readFile(path)).toEqual(Buffer.alloc(1000, 1))
    }
    expect(existsSync(path)).toBe(false)
    expect(await filesOnDisk()).toEqual([])
  })

  test('that are empty and have no name were not chosen; one with a name is told by it', async () => {
    const form = await post(formData({ title: 'x', photos: photo(0, '') }))
    expect(form).toMatchObject({ files: { photos: [] }, data: { title: 'x' } })
    const named = await post(formData({ title: 'x', photos: photo(0) }))
    expect(named.errors).toEqual({ photos: fileErrors.empty('照片.jpg') })
  })

  test.each([
    ['are too large', [1001], '“照片.jpg”超过了'],
    ['are too many', [1, 1, 1], '最多选 2 个文件'],
  ])('that %s are refused, and nothing stays on the disk', async (_what, sizes, words) => {
    const data = formData({ title: 'x' })
    for (const size of sizes) data.append('photos', photo(size))
    const form = await post(data)
    expect(form).toMatchObject({ status: 422, files: {}, values: { title: 'x' } })
    expect(form.errors!.photos).toContain(words)
    expect(await filesOnDisk()).toEqual([])
  })

  test('are not kept when something else is wrong', async () => {
    const form = await post(formData({ title: '', photos: photo(10) }))
    expect(form.errors).toEqual({ title: '请写一句话' })
    expect(await filesOnDisk()).toEqual([])
  })

  test('are not taken from a field that asks for text, nor text from a field that asks for files', async () => {
    const form = await post(formData({ title: photo(10), photos: '你好' }))
    expect(form).toMatchObject({ errors: { title: '请写一句话' }, files: {} })
    expect(await filesOnDisk()).toEqual([])
  })

  test('that cannot be written are an error of ours, thrown after the body was read', async () => {
    const request = new Request(address, { method: 'POST', body: formData({ title: 'x', photos: photo(900) }) })
    await expect(readForm(request, schema, { files: { photos }, dataDir: '/dev/null/full' })).rejects.toThrow('ENOTDIR')
  })
})

describe('a body that no page of ours sends', () => {
  test('with 200,000 fields is refused in words', async () => {
    const names = Array.from({ length: 200_000 }, (_, n) => `f${n}`)
    for (const [body, headers] of [
      [names.map(name => `${name}=1`).join('&'), urlencoded],
      [names.map(name => part(name, '1')).join('') + '--b--\r\n', multipart],
    ] as const) {
      const effort = await effortOf(async () =>
        expect(await post(inChunks(body), headers)).toMatchObject({
          status: 422,
          errors: { form: formErrors['too-many-parts'] },
        }),
      )
      expect(effort).toBeLessThan(3000)
    }
  })

  test('keeps what was typed before the excess', async () => {
    const form = await post(`title=${encodeURIComponent('路灯')}&${'x=1&'.repeat(100)}`, urlencoded)
    expect(form).toMatchObject({ status: 422, values: { title: '路灯' } })
  })

  test('larger than its fields may make it is 413, whatever address it goes to', async () => {
    expect(await post(inChunks('a'.repeat(2 * MB)), urlencoded)).toMatchObject({
      status: 413,
      errors: { form: formErrors['too-large'] },
    })
  })

  test('with a NUL byte or bytes that are not UTF-8 says at which field', async () => {
    expect((await post('title=a%00b&body=%E4%BD', urlencoded)).errors).toEqual({
      title: formErrors['null-character'],
      body: formErrors['not-utf8'],
    })
    const parts = Buffer.concat([
      Buffer.from(part('title', 'a\0b')),
      Buffer.from(part('body', '\xff\xfe'), 'latin1'),
      Buffer.from('--b--\r\n'),
    ])
    expect((await post(parts, multipart)).errors).toEqual({
      title: formErrors['null-character'],
      body: formErrors['not-utf8'],
    })
  })

  test('with a text far over any limit says so at the field', async () => {
    for (const body of [
      new URLSearchParams({ title: 'x', body: '长'.repeat(80_000) }),
      formData({ title: 'x', body: '长'.repeat(80_000) }),
    ]) {
      const form = await post(body)
      expect(form.errors).toEqual({ body: formErrors['text-too-long'] })
      expect(form.values.body.length).toBeGreaterThan(60_000)
    }
  })

  test.each([
    ['JSON', '{"title":"x"}', { 'Content-Type': 'application/json' }],
    ['plain text', 'title=x', { 'Content-Type': 'text/plain' }],
    ['multipart without a boundary', 'title=x', { 'Content-Type': 'multipart/form-data' }],
    ['an odd content type', 'title=x', { 'Content-Type': ';;;' }],
  ])('of another kind (%s) is refused with 400', async (_kind, body, headers) => {
    expect(await post(body, headers)).toMatchObject({ status: 400, errors: { form: formErrors['not-a-form'] } })
  })

  test('broken off in the middle is 400 and leaves no file', async () => {
    const whole = part('title', 'x') + part('photos', 'a'.repeat(900), '; filename="a.jpg"') + '--b--\r\n'
    const form = await post(whole.slice(0, 400), multipart)
    expect(form).toMatchObject({ status: 400, errors: { form: formErrors.malformed }, values: { title: 'x' } })
    expect(await filesOnDisk()).toEqual([])
  })

  test('whose sender goes away is 400 and leaves no file', async () => {
    let sent = 0
    const going = new ReadableStream({
      pull: controller => {
        sent += 1
        if (sent === 1)
          controller.enqueue(
            Buffer.from(part('title', 'x') + part('photos', 'a'.repeat(900), '; filename="a.jpg"').slice(0, -10)),
          )
        else controller.error(new Error('aborted'))
      },
    })
    expect(await post(going, multipart)).toMatchObject({ status: 400, errors: { form: formErrors.malformed } })
    expect(await filesOnDisk()).toEqual([])
  })

  test('never hangs, never throws and never leaves a file, whatever its bytes and however they arrive', async () => {
    const whole = Buffer.from(
      part('title', 'x') +
        part('photos', 'a'.repeat(300), '; filename="a.jpg"') +
        part('photos', 'b'.repeat(70_000), '; filename="b.jpg"') +
        part('body', 'y') +
        '--b--\r\n',
    )
    const slice = fc
      .tuple(fc.nat({ max: whole.length }), fc.nat({ max: 400 }))
      .map(([from, length]) => whole.subarray(from, from + length))
    const chunk = fc.oneof(
      { weight: 3, arbitrary: slice },
      { weight: 1, arbitrary: fc.constant(whole) },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom('--b\r\n', '\r\n--b', '--b--\r\n', '\r\n\r\n', '--', '\r', '\n')
          .map(text => Buffer.from(text)),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }).map(bytes => Buffer.from(bytes)) },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(chunk, { maxLength: 12 }),
        fc.constantFrom(urlencoded, multipart),
        async (chunks, headers) => {
          const form = await post(streamOf(chunks.filter(bytes => bytes.length > 0)), headers)
          expect(form.errors === undefined || form.status >= 400).toBe(true)
          await form[Symbol.asyncDispose]()
          expect(await filesOnDisk()).toEqual([])
        },
      ),
      { numRuns: 500 },
    )
  })
})
