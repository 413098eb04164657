import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { fieldsOf, isOpen, markOf, metaOf } from '#forms/meta.ts'
import { readForm } from '#forms/read.ts'
import { listForms } from './every-form.ts'

/** Which of its fields a form complains about that was posted with one choice made, or one box ticked, and nothing else. */
async function faultsWith(form: z.ZodObject, chosen: Record<string, string>): Promise<Set<string>> {
  const open = fieldsOf(form).filter(([, field]) => isOpen(metaOf(field)))
  const options = Object.fromEntries(open.map(([name]) => [name, [{ value: 'one', label: '示例' }]]))
  const request = new Request('http://localhost/', { method: 'POST', body: new URLSearchParams(chosen) })
  return new Set(Object.keys((await readForm(request, form, { options })).errors ?? {}))
}

function choicesOf(form: z.ZodObject): Record<string, string>[] {
  return fieldsOf(form).flatMap(([name, field]) => {
    const { kind, choices = { one: '' }, checked = 'yes' } = metaOf(field)
    if (kind === 'tick') return [{ [name]: checked }]
    return kind === 'choice' ? Object.keys(choices).map(value => ({ [name]: value })) : []
  })
}

// No page shows what a program sends.
const pages = (await listForms()).filter(({ file }) => !file.startsWith('src/machines/'))
const forms = pages.flatMap(({ file, forms }) => forms.map((form, at) => [`${file} ${at}`, form] as const))

describe('a page marks as required exactly what the form asks for whatever else is chosen', () => {
  test.each(forms)('%s', async (_where, form) => {
    const shown = fieldsOf(form).filter(([, field]) => !metaOf(field).hidden)
    const wrong: string[] = []
    for (const chosen of [{}, ...choicesOf(form)]) {
      const faults = await faultsWith(form, chosen)
      for (const [name, field] of shown) {
        if (name in chosen) continue
        const { required, optional } = markOf(field)
        if (required && !faults.has(name)) wrong.push(`${name} is not asked for with ${JSON.stringify(chosen)}`)
        if (optional && faults.has(name)) wrong.push(`${name} is asked for with ${JSON.stringify(chosen)}`)
      }
    }
    expect(wrong).toEqual([])
  })
})
