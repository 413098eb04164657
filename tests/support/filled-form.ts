import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { fieldsOf, isOpen, metaOf, optionsOf } from '#forms/meta.ts'
import { type FormSchema, plainValues, takesList, type Values } from '#forms/values.ts'

/** What somebody may type, one of which every kind of field takes. */
const typed = [
  '请在周三以前把这里办好，并且告诉我结果，谢谢大家',
  '示例某人',
  '13800000021',
  'someone@example.cn',
  '2027-03-04',
  '2011-03-04',
  '09:00',
  '2',
  '14',
  'yes',
  '示例-密码-够长-够难-8462',
  '示例',
  '123456',
  '2026-1',
]

/** A form filled in well, in every field: `given` says what its page alone knows. */
export function filledForm(form: FormSchema, given: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(
    fieldsOf(form)
      .map(([name, field]) => [name, given[name] ?? wellTyped(name, field)] as const)
      .filter(([, value]) => value !== ''),
  )
}

function wellTyped(name: string, field: z.ZodType): string {
  const meta = metaOf(field)
  if (meta.kind === 'key') return randomUUID()
  if (meta.kind === 'photos' || meta.kind === 'documents' || isOpen(meta)) return ''
  const [first] = optionsOf(meta)
  if (first) return 'options' in first ? '' : first.value
  const alone = z.object({ [name]: field })
  const isTaken = (text: string) => {
    const value = (takesList(field) ? [text] : text) as never
    return alone.safeParse(plainValues(alone, { [name]: value } as Values<typeof alone>)).success
  }
  return [...(meta.checked ? [meta.checked] : []), ...typed].find(isTaken) ?? ''
}
