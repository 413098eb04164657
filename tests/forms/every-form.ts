import { globSync, readFileSync } from 'node:fs'
import * as z from 'zod'
import { fieldsOf, type Meta, metaOf } from '#forms/meta.ts'
import type { ConsentTexts } from '#volunteering/volunteers/consents.ts'

const root = `${import.meta.dirname}/../../`
/** A form that changes from day to day is made by a function of its day. */
const today = '2026-11-29'
const text = { version: today, words: '示例同意书', html: '' }
const texts: ConsentTexts = {
  registration: text,
  'identity-number': text,
  'being-asked': text,
  guardian: text,
  agreement: text,
}
/** From what else a form is made, by the name of its function. */
const madeFrom: Record<string, unknown[]> = {
  registrationForm: [today, texts],
  profileForm: [texts],
  guardianForm: [today, texts, { activity: true }],
  takeOverForm: [texts],
  ageForm: [texts],
  surveyForm: [{ questions: [{ code: 'one', text: '示例问题' }] }],
}

/** Moves that are made for a matter, by the name of their function: what each is made from, once or more. */
const movesMadeFrom: Record<string, unknown[][]> = {
  award: [[[{ number: '2026-1', said: '示例' }]]],
  scoring: [[[{ code: 'one', name: '示例', weight: 100, meaning: '示例' }]]],
  shortList: [[true], [false]],
}

export interface AskedField {
  /** File, form and name, for the name of a test. */
  where: string
  /** The form with this field alone, or with the two of a position. */
  form: z.ZodObject
  /** All of it. */
  whole: z.ZodObject
  name: string
  meta: Meta
}

/** Where forms are made: not the types of content, whose entries are typed into the editor's form. */
const files = globSync('src/**/*.ts', { cwd: root })
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => !/^src\/(?:forms|publishing)\//.test(path))
  .filter(path => /\bfields\(/.test(readFileSync(root + path, 'utf8')))

/** Every form of the portal, found in what the files export: a form, a function that makes one, a move, a list of moves. */
export async function listForms(): Promise<{ file: string; forms: z.ZodObject[]; made: number }[]> {
  return Promise.all(
    files.map(async file => {
      const module = (await import(/* @vite-ignore */ root + file)) as Record<string, unknown>
      return {
        file,
        forms: [...new Set(Object.entries(module).flatMap(([name, value]) => formsIn(name, value)))],
        made: readFileSync(root + file, 'utf8').match(/\bfields\(/g)!.length,
      }
    }),
  )
}

/** Every field that somebody fills in, of every form. */
export async function listFields(): Promise<AskedField[]> {
  return (await listForms()).flatMap(({ file, forms }) =>
    forms.flatMap(form =>
      fieldsOf(form)
        .map(([name, field]) => ({ name, field, meta: metaOf(field) }))
        .filter(({ meta }) => !meta.hidden)
        .map(({ name, field, meta }) => ({
          where: `${file}: ${name}`,
          form: z.object(
            meta.beside ? { latitude: form.shape.latitude!, longitude: form.shape.longitude! } : { [name]: field },
          ),
          whole: form,
          name,
          meta,
        })),
    ),
  )
}

function formsIn(name: string, value: unknown): z.ZodObject[] {
  if (value instanceof z.ZodObject) return [value]
  if (Array.isArray(value)) return value.flatMap(each => formsIn('', each))
  if (typeof value === 'function' && name in movesMadeFrom)
    return movesMadeFrom[name]!.flatMap(given => formsIn('', (value as (...given: unknown[]) => unknown)(...given)))
  if (typeof value === 'function' && name.endsWith('Form'))
    return formsIn('', (value as (...given: unknown[]) => unknown)(...(madeFrom[name] ?? [today])))
  if (typeof value === 'object' && value !== null && 'form' in value) return formsIn('', value.form)
  return []
}

/** What the pages ask for in forms of their own, by page: the builders that they import. */
export function listPagesOwnBuilders(): [page: string, builders: string[]][] {
  return globSync('src/**/*.astro', { cwd: root }).flatMap(page => {
    const source = readFileSync(root + page, 'utf8')
    const builders = [...source.matchAll(/import \{([^}]+)\} from '#forms\/(?:typed-)?fields\.ts'/g)].flatMap(
      ([, names = '']) => names.split(',').map(each => each.trim().replace(/ as .*/, '')),
    )
    return builders.length > 0 ? [[page, builders]] : []
  })
}
