import { describe, expect, expectTypeOf, test } from 'vitest'
import type { z } from 'zod'
import { fields, line } from '#forms/fields.ts'
import { password, position, wholePosition } from '#forms/typed-fields.ts'
import { fileErrors, formErrors, positionErrors } from '#forms/errors.ts'
import { isRequired, metaOf } from '#forms/meta.ts'
import { blankValues, readForm, valuesOf } from '#forms/read.ts'
import { plainValues } from '#forms/values.ts'
import { form, key, options, right } from './sample-form.ts'

/** Of a photo of so many bytes. */
const tokenOf = (bytes: number) => String(bytes).padStart(32, '0')

async function post(typed: Record<string, string | string[]>, sent: { [name: string]: Blob[] } = {}) {
  const body = new FormData()
  for (const [name, value] of Object.entries(typed)) for (const each of [value].flat()) body.append(name, each)
  for (const [name, files] of Object.entries(sent)) for (const each of files) body.append(name, each, '照片.jpg')
  return readForm(new Request('http://localhost/participate/suggest', { method: 'POST', body }), form, {
    options,
    keepPhotos: async files =>
      files.map(({ bytes }) => (bytes === 6 ? { fault: 'no photo' } : { token: tokenOf(bytes) })),
    dataDir: `${import.meta.dirname}/../../node_modules/.cache/forms-test`,
  })
}

describe('a form made of fields', () => {
  test('gives plain values for what people type, and nothing for what they leave empty', async () => {
    const read = await post({
      ...right,
      until: '2026年3月5日',
      phone: '\u202a+86 138-0000-0000\u202c',
      email: 'ａ@QQ。com',
      skills: ['c', 'a', 'c'],
      helpers: 'u2',
      latitude: '北纬28.45°',
      longitude: '119.92',
      next: ' ',
    })
    expect(read.errors).toBeUndefined()
    expect(read.data).toEqual({
      kind: 'idea',
      title: '路灯',
      body: '路灯坏了好几天',
      until: '2026-03-05',
      from: '09:30',
      people: 3,
      phone: '13800000000',
      email: 'a@qq.com',
      skills: ['c', 'a'],
      unit: 'u1',
      helpers: ['u2'],
      latitude: 28.45,
      longitude: 119.92,
      consent: true,
      publish: false,
      photos: [],
      request_key: expect.not.stringMatching(key) as string,
    })
    expectTypeOf<z.output<typeof form>>().toMatchObjectType<{
      kind: 'problem' | 'idea'
      people: number
      consent: boolean
      skills: ('a' | 'b' | 'c')[]
      until?: string | undefined
    }>()
  })

  test('says everything at once, in the order of its fields, the rules between them too', async () => {
    const read = await post({
      ...right,
      kind: 'problem',
      title: '一二三四五六',
      until: '2025-11-20',
      from: '早上',
      people: '21',
      unit: 'u3',
      consent: '',
      latitude: '28',
      request_key: 'x',
    })
    expect(Object.entries(read.errors ?? {})).toEqual([
      ['form', formErrors['no-key']],
      ['title', '标题太长了'],
      ['until', '须晚于今天'],
      ['from', '请写时间，如 9:30'],
      ['people', '人数须为 1 到 20 之间的整数'],
      ['phone', '请留电话'],
      ['unit', '请从列表里选单位'],
      ['latitude', '位置不完整或不对，请重新获取，或把经纬度都清空'],
      ['consent', '请先同意'],
    ])
  })

  test('says one thing of a field, even when a rule has more to say of it', () => {
    const { error } = form.safeParse(plainValues(form, { ...blankValues(form, right), kind: 'problem', phone: '12' }))
    expect(error!.issues.map(issue => issue.path)).toEqual([['phone']])
  })

  test('asks for what is missing in its own words', async () => {
    const read = await post({})
    expect(read.errors).toEqual({
      form: formErrors['no-key'],
      kind: '请选择类别',
      title: '请写标题',
      body: '请说清楚些',
      from: '请填写开始',
      people: '请填写人数',
      unit: '请选择单位',
      consent: '请先同意',
    })
  })

  test.each([
    ['until', '2026-02-30'],
    ['from', '25:00'],
    ['people', '0x1'],
    ['people', '2.5'],
    ['phone', '12345'],
    ['email', 'wu@'],
    ['kind', 'complaint'],
    ['skills', 'd'],
    ['helpers', 'u1'],
    ['latitude', '0x1C'],
  ])('refuses %s %j and gives it back as it was typed', async (name, typed) => {
    const read = await post({ ...right, ...(name === 'latitude' && { longitude: '119' }), [name]: typed })
    expect(Object.keys(read.errors ?? {})).toEqual([name])
    expect([read.values[name as 'title']].flat()).toEqual([typed])
  })

  test('sees that fillers, marks of direction and the braille blank say nothing', async () => {
    for (const nothing of [
      '\u3164',
      '\uffa0',
      '\u115f',
      '\u2800',
      '\u200b',
      '\u200f\u200e',
      '\ufe0f',
      '\u00a0',
      '\u2028',
    ]) {
      expect((await post({ ...right, title: nothing })).errors).toEqual({ title: '请写标题' })
    }
  })

  test.each(['\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029'])('keeps a line to one line: %j', async end => {
    expect((await post({ ...right, title: `一${end}二` })).errors).toEqual({ title: '标题只能写一行' })
  })

  test('keeps a text exactly, but for blanks at its ends and the line ends of a browser', async () => {
    const text = '一\u200d二\r\n 三\t𠮷'
    expect((await post({ ...right, body: `　${text}\n` })).data?.body).toBe(text.replace('\r\n', '\n'))
  })

  test('keeps no control character, and nothing that turns the letters around; a line break of Word is one', async () => {
    const typed = '一\u0001二\u001b三\u007f\v四\u202e\u2066五\ufffe\u{1ffff}'
    const { data, values } = await post({ ...right, body: typed })
    expect([data?.body, values.body]).toEqual(Array(2).fill('一二三\n四五'))
  })

  test('counts the characters that people see: 𠮷 is one, and so is a family', async () => {
    expect((await post({ ...right, title: '👨‍👩‍👧‍👦'.repeat(5) })).errors).toBeUndefined()
    expect((await post({ ...right, title: '👨‍👩‍👧‍👦'.repeat(6) })).errors).toEqual({ title: '标题太长了' })
    expect((await post({ ...right, title: '𠮷'.repeat(5) })).errors).toBeUndefined()
    expect((await post({ ...right, title: '𠮷'.repeat(6) })).errors).toEqual({ title: '标题太长了' })
    expect((await post({ ...right, body: '三个字' })).errors).toEqual({ body: '请说清楚些' })
    expect((await post({ ...right, body: '三个\u202a字\u202c\u3164' })).errors).toEqual({ body: '请说清楚些' })
  })

  test('keeps a password to the last blank', async () => {
    const login = fields({ password: password() })
    const read = (typed: string) =>
      readForm(
        new Request('http://localhost/login', { method: 'POST', body: new URLSearchParams({ password: typed }) }),
        login,
      )
    expect((await read(' a\u200b ')).data).toEqual({ password: ' a\u200b ' })
    expect((await read('   ')).data).toEqual({ password: '   ' })
    expect((await read('')).errors).toEqual({ password: '请填写密码' })
  })

  test('takes photos within their limits and says which are not', async () => {
    const photo = (bytes: number) => new Blob([new Uint8Array(bytes)])
    await using read = await post(right, { photos: [photo(10), photo(1)] })
    expect(read.data?.photos).toEqual([tokenOf(10), tokenOf(1)])
    expect((await post(right, { photos: [photo(11)] })).errors?.photos).toBe(fileErrors.tooLarge('照片.jpg', 10))
    expect((await post({ ...right, photos: '你好' })).data?.photos).toEqual([])
  })

  test('keeps the photos that came, whatever is wrong with others and the rest, and names each that did not', async () => {
    const photo = (bytes: number) => new Blob([new Uint8Array(bytes)])
    const read = await post({ ...right, title: '', photos: tokenOf(7) }, { photos: [photo(0), photo(3), photo(4)] })
    expect(read.values.photos).toEqual([tokenOf(7), tokenOf(3)])
    expect(read.errors).toEqual({
      title: expect.any(String),
      photos: `${fileErrors.empty('照片.jpg')}；${fileErrors.photosTooMany(2)}`,
    })
    expect((await post(right, { photos: [photo(6)] })).errors).toEqual({ photos: 'no photo' })
    expect((await post({ ...right, photos: [1, 2, 3].map(tokenOf) })).errors).toEqual({
      photos: fileErrors.photosTooMany(2),
    })
  })

  test('is never read without the list that its page knows', async () => {
    await expect(
      readForm(new Request('http://localhost/x', { method: 'POST', body: new URLSearchParams() }), form),
    ).rejects.toThrow('options of unit')
  })

  test('takes a position that a map copied into one of the two boxes', async () => {
    for (const [latitude, longitude] of [
      ['28.4517, 119.9226', ''],
      ['', '119.9226,28.4517'],
      ['28.4517,119.9226', '119.9226'],
    ] as const) {
      expect((await post({ ...right, latitude, longitude })).data).toMatchObject({
        latitude: 28.4517,
        longitude: 119.9226,
      })
    }
    expect((await post({ ...right, latitude: '119.9226', longitude: '28.4517' })).errors).toEqual({
      latitude: positionErrors.half,
      longitude: positionErrors.half,
    })
  })

  test('refuses a position outside the province of the county that was chosen', async () => {
    const asked = fields({ county: line('县'), ...position() }, wholePosition)
    const read = (typed: Record<string, string>) =>
      readForm(new Request('http://localhost/x', { method: 'POST', body: new URLSearchParams(typed) }), asked)
    expect((await read({ county: '331102', latitude: '28.45', longitude: '119.92' })).errors).toBeUndefined()
    expect((await read({ county: '331102', latitude: '39.9, 116.4' })).errors).toEqual({
      latitude: positionErrors.elsewhere,
    })
  })
})

test('a form is filled again with what is stored', () => {
  const stored = { title: '路灯', people: 3, until: null, consent: true, skills: ['a' as const], latitude: 28.45 }
  expect(valuesOf(form, stored)).toMatchObject({
    title: '路灯',
    people: '3',
    until: '',
    consent: 'yes',
    publish: '',
    skills: ['a'],
    latitude: '28.45',
  })
  expect(blankValues(form, { kind: 'idea' })).toMatchObject({ kind: 'idea', title: '', skills: [], photos: [] })
})

test('what a field says of itself survives optional, default and further checks', () => {
  expect(metaOf(form.shape.phone)).toMatchObject({ label: '手机号', autocomplete: 'tel', type: 'tel' })
  expect(metaOf(form.shape.next)).toMatchObject({ hidden: true, label: '去向' })
  expect(metaOf(form.shape.consent.refine(() => true))).toMatchObject({ label: '我同意', kind: 'tick' })
  expect(
    Object.entries(form.shape)
      .filter(([, field]) => isRequired(field as z.ZodType))
      .map(([name]) => name),
  ).toEqual(['kind', 'title', 'body', 'from', 'people', 'unit', 'consent', 'request_key'])
})
