import { describe, expect, test } from 'vitest'
import { fieldsOf, isOpen, metaOf } from '#forms/meta.ts'
import { readForm } from '#forms/read.ts'
import { withoutControls } from '#forms/typed/characters.ts'
import { listForms } from '../forms/every-form.ts'
import { filledForm } from '../support/filled-form.ts'
import { naughty, noText } from '../support/naughty.ts'

/* Every form × every field × everything naughty, while the other fields are filled in well. */

// What programs post is no form of a page: it is not shown again, and `tests/machines` has its refusals.
const forms = (await listForms())
  .filter(({ file }) => !file.startsWith('src/machines/open311/'))
  .flatMap(({ file, forms }) => forms.map((form, index) => [`${file} ${index + 1}`, form] as const))
const files = ['photos', 'documents']

/** Posts the form, else filled in well, with these bytes in one of its fields. */
function post(form: (typeof forms)[number][1], well: Record<string, string>, name: string, bytes: Buffer) {
  const filled = new URLSearchParams({ ...well, [name]: '' }).toString()
  const written = [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const options = Object.fromEntries(
    fieldsOf(form).flatMap(([open, field]) => (isOpen(metaOf(field)) ? [[open, [{ value: '1', label: '一' }]]] : [])),
  )
  const body = filled.replace(new RegExp(`(^|&)${name}=`), `$1${name}=${written}`)
  const request = new Request('http://localhost/', {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  })
  return readForm(request, form, { options, keepPhotos: () => Promise.resolve([]) })
}

describe.each(forms)('%s', (_file, form) => {
  const well = filledForm(form)

  test('takes each naughty word as it is, as what it means, or refuses it in Chinese', async () => {
    for (const [name, field] of fieldsOf(form)) {
      const { kind, hidden } = metaOf(field)
      for (const typed of naughty) {
        const { data, errors, values } = await post(form, well, name, Buffer.from(typed))
        const told = Object.values(errors ?? {})
        expect([name, typed.slice(0, 40), told.filter(words => !/\p{Script=Han}/u.test(words))]).toEqual([
          name,
          typed.slice(0, 40),
          [],
        ])
        // What was typed stands in the field again.
        const shown = [(values as Record<string, string | string[]>)[name]].flat()[0] ?? ''
        if (typed.length < 50_000 && !files.includes(kind!)) expect(shown).toBe(withoutControls(typed))
        const taken = (data as Record<string, unknown> | undefined)?.[name]
        const isText = (kind === 'line' || kind === 'words') && !hidden
        if (isText && typeof taken === 'string')
          expect(taken).toBe(withoutControls(typed).replaceAll('\r\n', '\n').trim())
        if (kind === 'number' && taken !== undefined) expect(Number.isSafeInteger(taken)).toBe(true)
      }
    }
  })

  test('refuses what is no text, in Chinese', async () => {
    for (const [name, field] of fieldsOf(form)) {
      if (files.includes(metaOf(field).kind!)) continue
      for (const bytes of noText) {
        const { errors } = await post(form, well, name, Buffer.concat([Buffer.from('好'), bytes, Buffer.from('的')]))
        expect([name, bytes, Object.values(errors ?? {}).join()]).toEqual([
          name,
          bytes,
          expect.stringMatching(/\p{Script=Han}/u),
        ])
      }
    }
  })
})
