import { describe, expect, test } from 'vitest'
import { findingsIn } from '#publishing/checks/findings.ts'
import { type Article, articles, childWords } from '#publishing/types/article.ts'
import type { AtTheGate } from '#publishing/types/type.ts'

const now = new Date('2026-11-22T10:00:00+08:00')
const anArticle = { title: '示例故事', topic: 'minors', summary: '一句话。' } as Article
const photo = { src: '/media/uploads/class.webp', alt: '几个孩子在浇菜' }
const check = { by: '复审人', on: '2026-11-21', result: 'consent' } as const

/** What the gate says of a draft. */
const gate = (entry: Article, given: Partial<AtTheGate<Article>> = {}) =>
  articles.gate!({
    entry,
    body: '',
    before: undefined,
    hasNewPictures: true,
    signed: ['初审人', '复审人', '签发人'],
    settings: { allow_person_exposure: false, conduct_law: '', exposure_article: '' },
    now,
    suggestionFacts: async () => undefined,
    ...given,
  })

describe('an article about minors with a photograph', () => {
  const unchecked = { field: 'child_check', error: childWords.unchecked }

  test('is refused until a second person has looked for faces, on the cover and in the text', async () => {
    expect(await gate({ ...anArticle, cover: photo })).toEqual(unchecked)
    expect(await gate(anArticle, { body: '![孩子](/media/uploads/2026/菜园.jpg)' })).toEqual(unchecked)
    expect(await gate({ ...anArticle, cover: photo, child_check: check })).toBeUndefined()
  })

  test('is refused when who has looked did not review it', async () => {
    const entry = { ...anArticle, cover: photo, child_check: { ...check, by: '撰稿人' } }
    expect(await gate(entry)).toEqual({ field: 'child_check.by', error: childWords.notSigned('撰稿人') })
  })

  test('keeps its check while its pictures are the same, and needs another for another picture', async () => {
    const entry = { ...anArticle, cover: photo, child_check: check }
    const other = { ...entry, cover: { ...photo, src: '/media/uploads/other.webp' } }
    const again = { before: { entry, body: '' }, hasNewPictures: false, signed: ['别人'] }
    expect(await gate({ ...entry, summary: '另一句话。' }, again)).toBeUndefined()
    const refused = { field: 'child_check.by', error: childWords.notSigned(check.by) }
    expect(await gate(other, again)).toEqual(refused)
    expect(await gate(entry, { ...again, hasReplacedPictures: true })).toEqual(refused)
    expect(await gate({ ...entry, child_check: { ...check, on: '2026-11-22' } }, again)).toEqual(refused)
  })

  test.each([
    ['a drawing', { ...anArticle, cover: { ...photo, src: '/media/articles/drawing.svg' } }],
    ['no picture', anArticle],
    ['another topic', { ...anArticle, topic: 'garden' as const, cover: photo }],
  ])('%s needs none', async (_, entry) => {
    expect(await gate(entry)).toBeUndefined()
  })
})

test.each(['三年级的徐小禾小朋友每天浇菜。', '女孩周小满在台上讲了她的菜园。'])(
  'a child that an article about minors names stops it until consent is confirmed: %s',
  text => {
    const weights = (topic: string) =>
      findingsIn(articles, { path: 'content/articles/2026/a.md', data: { ...anArticle, topic }, body: text }, [], now)
        .filter(({ kind }) => kind === 'name')
        .map(({ weight, reasons }) => [weight, reasons.includes('consent')])
    expect(weights('minors')).toEqual([['confirm', true]])
    expect(weights('garden')).toEqual([['warns', false]])
  },
)
