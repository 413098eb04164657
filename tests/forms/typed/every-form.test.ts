import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { fieldsOf, innerOf, isOpen, type Kind, metaOf } from '#forms/meta.ts'
import { readForm } from '#forms/read.ts'
import type { IdentityDocument } from '#forms/typed/identity-document.ts'
import { readDay } from '#forms/typed/day.ts'
import { isMainlandMobile } from '#forms/typed/phone.ts'
import { plainValues } from '#forms/values.ts'
import { type AskedField, listFields, listForms, listPagesOwnBuilders } from '../every-form.ts'
import { documentNumbers, noDocumentNumbers } from './documents.ts'
import { meaningless } from './meaningless.ts'
import { meant } from './meant.ts'

/*
 * Every kind of typed value × every form that takes it. The forms are found in the code, so a new one is tried
 * without being named.
 */

const all = await listFields()
const fieldsOfKind = (...kinds: Kind[]) =>
  all.filter(({ meta }) => kinds.includes(meta.kind!)).map(field => [field.where, field] as const)

/** A form posted with that and nothing else; the lists that its page knows are empty. */
function post(form: z.ZodObject, typed: Record<string, string>) {
  const options = Object.fromEntries(
    fieldsOf(form).flatMap(([name, field]) => (isOpen(metaOf(field)) ? [[name, []]] : [])),
  )
  const body = new URLSearchParams(typed)
  return readForm(new Request('http://localhost/', { method: 'POST', body }), form, { options })
}

/** What a form makes of what was typed into one field: the plain value, or undefined and what it says. */
async function type({ form, name, meta }: AskedField, typed: string): Promise<{ value?: unknown; error?: string }> {
  // A position is whole or not at all: the other half is typed as well.
  const half = { latitude: '28.45', longitude: '119.92' }
  const { data, errors } = await post(form, { ...(meta.beside ? half : {}), [name]: typed })
  return errors ? { error: errors[name] ?? errors.form ?? JSON.stringify(errors) } : { value: data[name] }
}

/** What comes of each example, by the example. */
async function typeAll(field: AskedField, typed: readonly string[]): Promise<Record<string, unknown>> {
  const results = await Promise.all(typed.map(async each => [each, (await type(field, each)).value] as const))
  return Object.fromEntries(results)
}

const namesOf = (wanted: readonly (readonly [string, unknown])[]) => wanted.map(([typed]) => typed)

/** A number has limits of its own in every form; the code of a suggestion is asked for in an address. */
const kindsWithExamples = [...new Set(meant.map(([kind]) => kind))].filter(
  kind => kind !== 'number' && kind !== 'suggestion-code',
)

describe('what people type', () => {
  test.each(kindsWithExamples.flatMap(kind => fieldsOfKind(kind)))('is taken by %s', async (_where, field) => {
    const examples = meant.filter(([kind]) => kind === field.meta.kind)
    const wanted = examples.flatMap(([, value, typed]) => typed.map(each => [each, value] as const))
    expect(await typeAll(field, namesOf(wanted))).toEqual(Object.fromEntries(wanted))
  })

  test.each(kindsWithExamples.flatMap(kind => fieldsOfKind(kind)))(
    'is refused in words by %s when it means nothing',
    async (_where, field) => {
      const typed = meaningless.filter(([kind]) => kind === field.meta.kind).flatMap(([, typed]) => typed)
      for (const each of typed.filter(Boolean))
        expect([each, await type(field, each)]).toEqual([each, { error: expect.stringMatching(/\p{Script=Han}/u) }])
    },
  )

  test.each(fieldsOfKind('day').filter(([, { meta }]) => meta.type !== 'date'))(
    'is a day that a pad of digits can write in %s, and the hint says how',
    (_where, { meta }) => {
      expect(meta.inputmode).toBe('numeric')
      expect(readDay(/\d{8}/.exec(meta.hint!)![0])).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    },
  )

  test.each(fieldsOfKind('phone-or-email'))('is a phone number or an e-mail address for %s', async (_where, field) => {
    const examples = meant.filter(([kind]) => kind === 'phone' || kind === 'email')
    const wanted = examples.flatMap(([, value, typed]) => typed.map(each => [each, value] as const))
    expect(await typeAll(field, namesOf(wanted))).toEqual(Object.fromEntries(wanted))
  })

  test.each(fieldsOfKind('mobile'))('is a number that gets messages, or refused by %s', async (_where, field) => {
    const examples = meant.filter(([kind]) => kind === 'phone')
    const wanted = examples.flatMap(([, value, typed]) =>
      typed.map(each => [each, isMainlandMobile(String(value)) ? value : undefined] as const),
    )
    expect(await typeAll(field, namesOf(wanted))).toEqual(Object.fromEntries(wanted))
  })

  test.each(fieldsOfKind('document-number'))(
    'is the number of the document that was chosen, or refused in words by %s',
    async (_where, { whole, name }) => {
      const read = async (document: IdentityDocument, typed: string) => {
        const chosen = document === 'identity-card' ? '' : document
        const { values, errors } = await post(whole, { identity_document: chosen, [name]: typed })
        return errors?.[name] ?? plainValues(whole, values)[name]
      }
      for (const [document, number, typed] of documentNumbers)
        for (const each of typed) expect([each, await read(document, each)]).toEqual([each, number])
      for (const [document, typed] of noDocumentNumbers)
        for (const each of typed)
          expect([each, await read(document, each)]).toEqual([each, expect.stringContaining('号码不对')])
    },
  )

  test.each(fieldsOfKind('number'))('is a number between its limits in %s', async (_where, field) => {
    const { minValue, maxValue } = innerOf(field.form.shape[field.name]!) as z.ZodNumber
    const [min, max] = [minValue!, maxValue!]
    const fullWidth = String(max).replace(/\d/g, digit => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0))
    expect(await typeAll(field, [String(min), ` ${max}\u200b`, fullWidth, `+${max}`])).toEqual({
      [String(min)]: min,
      [` ${max}\u200b`]: max,
      [fullWidth]: max,
      [`+${max}`]: max,
    })
    for (const typed of [`${min - 1}`, `${max + 1}`, '0x1', '1e1', '一', `${min}.5`])
      expect([typed, (await type(field, typed)).value]).toEqual([typed, undefined])
  })
})

/** A login and an address have a form of their own; the rules for text are not for them. */
const texts = fieldsOfKind('line', 'words').filter(([, { name }]) => !['login', 'url'].includes(name))

describe('text', () => {
  test.each(texts)('that prints nothing is none in %s', async (_where, field) => {
    const empty = await type(field, '')
    for (const filler of [
      '\u3164',
      '\uffa0',
      '\u115f',
      '\u2800',
      '\u200b',
      '\u202a \u202c',
      '\ufe0f',
      '\u3000',
      '\ufffc',
      '\u{1d159}',
    ])
      expect([filler, await type(field, filler.repeat(8))]).toEqual([filler, empty])
  })

  test.each(texts)('is counted in characters that people see in %s', async (_where, field) => {
    const { max } = field.meta
    // A list of lines, each of which is read on its own, has no limit.
    if (max === undefined) return
    const kiss = '👩🏽‍❤️‍💋‍👨🏿'
    // Kisses alone answer nothing.
    const longest = `好了${kiss.repeat(max - 2)}`
    expect(await type(field, longest)).toEqual({ value: longest })
    expect(await type(field, longest + kiss)).toEqual({ error: field.meta.tooLong })
    expect(await type(field, '\u0301'.repeat(max * 10 + 1) + 'a')).toEqual({ error: field.meta.tooLong })
  })

  test.each(texts)('is kept exactly, but for what turns the text beside it around, in %s', async (_where, field) => {
    const text = '葛󠄀e\u0301\u200f𠮷\u3164👍 　路灯坏了'
    expect(await type(field, text)).toEqual({ value: text })
    expect(await type(field, text.replace('👍', '\u202e👍\u0001'))).toEqual({ value: text })
  })

  const breaks = ['\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029']

  test.each(texts.filter(([, { meta }]) => meta.kind === 'line'))('is one line in %s', async (_where, field) => {
    for (const each of breaks)
      expect([each, (await type(field, `一二三四五${each}六七八九十`)).value]).toEqual([each, undefined])
  })

  test.each(texts.filter(([, { meta }]) => meta.kind === 'words'))('has its lines in %s', async (_where, field) => {
    for (const each of breaks)
      expect(await type(field, `一二三四五${each}六七八九十`)).toEqual({
        value: `一二三四五${each === '\r' ? '\r' : '\n'}六七八九十`,
      })
    expect(await type(field, '一二三四五\r\n六七八九十')).toEqual({ value: '一二三四五\n六七八九十' })
  })
})

describe('the table', () => {
  test('has every form that a file makes', async () => {
    for (const { file, forms, made } of await listForms()) expect([file, forms.length]).toEqual([file, made])
  })

  test('has no field of plain text that asks for what has a reader', () => {
    const hasReader = /电话|手机|邮箱|身份证|验证码|日期|经度|纬度/
    // A search takes a name as well, and who keeps a program says in their own words how they are reached.
    const free = ['src/pages/desk/volunteers/people/_search-form.ts: find', 'src/machines/client-form.ts: contact']
    expect(
      all
        .filter(({ meta }) => meta.kind === 'line' && hasReader.test(meta.label!))
        .map(({ where }) => where)
        .filter(where => !free.includes(where)),
    ).toEqual([])
  })

  test('has a row of examples for every field that has a reader', () => {
    const tried = new Set<Kind>([
      ...kindsWithExamples,
      'mobile',
      'phone-or-email',
      'document-number',
      'number',
      'line',
      'words',
      'choice',
      'choices',
      'tick',
      'photos',
      'documents',
    ])
    expect(all.filter(({ meta }) => meta.read && !tried.has(meta.kind!)).map(({ where }) => where)).toEqual([])
  })

  test('misses no form of a page, for a page that asks for more than text and choices keeps its form in a file', () => {
    const plain =
      /^(?:fields|line|words|password|choice|choices|oneOf|someOf|tick|wholeNumber|optional|hidden|passedOn|requestKey|photos)$/
    for (const [page, builders] of listPagesOwnBuilders())
      expect([page, builders.filter(builder => !plain.test(builder))]).toEqual([page, []])
  })
})
