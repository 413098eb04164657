import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fields, line, photos, requestKey } from '#forms/fields.ts'
import { readForm } from '#forms/read.ts'

const form = fields({
  title: line('标题', { max: 60 }),
  photos: photos('照片', { max: 2, maxBytes: 1000 }),
  request_key: requestKey(),
})

let dataDir: string
beforeAll(async () => (dataDir = await mkdtemp(join(tmpdir(), 'request-key-'))))
afterAll(() => rm(dataDir, { recursive: true }))

const key: string = randomUUID()
const drawn = () => randomUUID().replaceAll('-', '')
async function keyOf({ title = '路灯坏了', photo = '', path = '/participate/suggest', request_key = key } = {}) {
  const body = new FormData()
  body.append('title', title)
  body.append('request_key', request_key)
  if (photo) body.append('photos', new File([photo], 'a.jpg'))
  const request = new Request(`http://portal.test${path}`, { method: 'POST', body })
  await using read = await readForm(request, form, {
    dataDir,
    keepPhotos: async files => files.map(() => ({ token: drawn() })),
  })
  return read.data!.request_key
}

test('the same key with the same words, photos and address is the same thing, in any case of its letters', async () => {
  expect(await keyOf({ photo: 'one' })).toBe(await keyOf({ photo: 'one', request_key: key.toUpperCase() }))
  expect(await keyOf()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('with another word, another photo, at another address or with another key it is another thing', async () => {
  const keys = [
    await keyOf(),
    await keyOf({ title: '路灯坏了。' }),
    await keyOf({ photo: 'one' }),
    await keyOf({ photo: 'two' }),
    await keyOf({ path: '/participate/other' }),
    await keyOf({ request_key: randomUUID() }),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})
