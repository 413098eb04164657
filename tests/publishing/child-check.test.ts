import { describe, expect, test } from 'vitest'
import { findingsIn } from '#publishing/checks/findings.ts'
import { findGateFault } from '#publishing/drafts/publication.ts'
import { parseContentFile } from '#publishing/edition/content-file.ts'
import { writeEntryFile } from '#publishing/edition/entry-file.ts'
import type { Article } from '#publishing/types/article.ts'
import { contentTypes, type TypeName, typeNamed } from '#publishing/types/index.ts'
import { childWords, findChildFault } from '#publishing/types/minors.ts'
import type { AtTheGate } from '#publishing/types/type.ts'
import { testContent } from '../support/content.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const anArticle = { title: '示例故事', topic: 'minors', summary: '一句话。' } as Article
const photo = { src: '/media/uploads/class.webp', alt: '几个孩子在浇菜' }
const check = { by: '复审人', on: '2026-11-21', result: 'consent' } as const

/** What is said of the photographs of a draft about minors. */
const gate = (entry: Article, given: Partial<AtTheGate<Record<string, unknown>>> = {}) =>
  findChildFault({
    entry,
    body: '',
    before: undefined,
    hasNewPictures: true,
    signed: ['初审人', '复审人', '签发人'],
    ...given,
  })

describe('an article about minors with a photograph', () => {
  const unchecked = { field: 'child_check', error: childWords.unchecked }

  test('is refused until a second person has looked for faces, on the cover and in the text', () => {
    expect(gate({ ...anArticle, cover: photo })).toEqual(unchecked)
    expect(gate(anArticle, { body: '![孩子](/media/uploads/2026/菜园.jpg)' })).toEqual(unchecked)
    expect(gate({ ...anArticle, cover: photo, child_check: check })).toBeUndefined()
  })

  test('is refused when who has looked did not review it', () => {
    const entry = { ...anArticle, cover: photo, child_check: { ...check, by: '撰稿人' } }
    expect(gate(entry)).toEqual({ field: 'child_check.by', error: childWords.notSigned('撰稿人') })
  })

  test('keeps its check while its pictures are the same, and needs another for another picture', () => {
    const entry = { ...anArticle, cover: photo, child_check: check }
    const other = { ...entry, cover: { ...photo, src: '/media/uploads/other.webp' } }
    const again = { before: { entry, body: '' }, hasNewPictures: false, signed: ['别人'] }
    expect(gate({ ...entry, summary: '另一句话。' }, again)).toBeUndefined()
    const refused = { field: 'child_check.by', error: childWords.notSigned(check.by) }
    expect(gate(other, again)).toEqual(refused)
    expect(gate(entry, { ...again, hasReplacedPictures: true })).toEqual(refused)
    expect(gate({ ...entry, child_check: { ...check, on: '2026-11-22' } }, again)).toEqual(refused)
  })

  test.each([
    ['a drawing', { ...anArticle, cover: { ...photo, src: '/media/articles/drawing.svg' } }],
    ['no picture', anArticle],
  ])('%s needs none', (_, entry) => {
    expect(gate(entry)).toBeUndefined()
  })
})

const drawing = { src: '/media/articles/drawing.svg', alt: '一幅画' }
const award = { level: 'city', county: '331102', batch: '第一批', awarded_by: '示例办', awarded_on: '2026-05-01' }
const drive = {
  goal: '更安全',
  begins_on: '2026-09-01',
  ends_on: '2026-10-01',
  lead: 'city-management',
  measures: ['看'],
}

/** Of each type of which an entry may be about minors its other fields, what makes it one, and what does not. */
const about: [name: TypeName, rest: object, minors: object, others?: object][] = [
  [
    'public-service-ads',
    { slogan: '示例标语', summary: '一句话。', poster: drawing, licence: '可以转载' },
    { theme: 'minors' },
    { theme: 'thrift' },
  ],
  ['articles', { summary: '一句话。' }, { topic: 'minors' }, { topic: 'garden' }],
  ['facilities', { kind: 'parents-school', county: '331102', address: '示例路', hours: '周六' }, {}],
  ['drives', drive, { topic: 'minors' }, { topic: 'garden' }],
  ['honours', award, { kind: 'school' }, { kind: 'unit' }],
]

test('every type of which an entry may be about minors is here, and asks who looked for faces', () => {
  const types = contentTypes.filter(({ minors }) => minors)
  expect(about.map(([name]) => name)).toEqual(types.map(({ name }) => name))
  for (const { fields } of types) expect(fields.shape).toHaveProperty('child_check')
})

describe.each(about)('an entry of %s about minors', (name, rest, minors, others) => {
  const type = typeNamed(name)!
  const path = `content/${name}/2026/a.md`

  test.each(['三年级的徐小禾小朋友每天浇菜。', '学生王小明拾金不昧。'])(
    'stops with a child that it names until consent is confirmed: %s',
    text => {
      const weights = (data: object) =>
        findingsIn(type, { path, data: { title: '示例', ...data }, body: text }, [], now)
          .filter(({ kind }) => kind === 'name')
          .map(({ weight, reasons }) => [weight, reasons.includes('consent')])
      expect(weights(minors)).toEqual([['confirm', true]])
      if (others) expect(weights(others)).toEqual([['warns', false]])
    },
  )

  test('is not published with a photograph that nobody has looked at', async () => {
    const { content } = await testContent()
    const ask = async (data: object) => {
      const text = writeEntryFile({ title: '示例', ...rest, ...data }, `![孩子](${photo.src})`, type.fields)
      const at = type.byYear ? path : `content/${name}/a.md`
      expect(parseContentFile(at, Buffer.from(text))).not.toHaveProperty('faults')
      const draft = { collection: name, path: at, text, files: [] }
      return findGateFault(content, draft, {
        before: undefined,
        signed: [],
        hasReplacedPictures: false,
        now,
        suggestionFacts: async () => undefined,
      })
    }
    expect(await ask(minors)).toMatchObject({ field: 'child_check', error: childWords.unchecked })
    if (others) expect(await ask(others)).toBeUndefined()
  })
})
