import { byWords, title } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields } from '#forms/entry-fields.ts'
import { day, optional, words } from '#forms/fields.ts'

const fields = entryFields({
  title: title(),
  lead: optional(words('导语', { max: 120, rows: 3, hint: '题目下面的一两句话' })),
  version: day('版本日期', { hint: '意思有变化就换成当天；只改错别字不用换' }),
})

/**
 * What the city says about its own site: how to use it, what it does with personal data. In the text `{{主办单位}}` and
 * its like stand for what the settings say, a heading that ends with `{#objection}` can be linked to.
 */
export const pages = contentType({
  name: 'pages',
  label: '说明页面',
  one: '说明页面',
  body: '正文',
  fields,
  order: byWords(page => [page.title]),
  editors: { sort: ['title', 'version'], summary: '{{title}}（{{version}}）' },
  address: '/',
  takenIds:
    'admin creation data desk elder exposure files invitation login logout me media news notices open311 participate psa role-models search second-factor share sitemap suggestions topics volunteer'.split(
      ' ',
    ),
  days: { past: ['version'] },
  required: ['about', 'privacy', 'accessibility'],
})
