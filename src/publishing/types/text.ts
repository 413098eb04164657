import { byWords, title } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields } from '#forms/entry-fields.ts'
import { day } from '#forms/fields.ts'

const fields = entryFields({
  title: title(),
  version: day('版本日期', { hint: '意思有变化就换成当天；只改错别字不用换' }),
})

/** Texts that stand inside other pages: the editors' manual, and what volunteers and guardians agree to. */
export const texts = contentType({
  name: 'texts',
  label: '手册和同意书',
  one: '文字',
  body: '正文',
  fields,
  order: byWords(text => [text.title]),
  editors: { sort: ['title', 'version'], summary: '{{title}}（{{version}}）' },
  days: { past: ['version'] },
  required: [
    'editors-manual',
    'volunteer-registration',
    'volunteer-identity-number',
    'volunteer-being-asked',
    'volunteer-guardian',
    'volunteer-agreement',
  ],
})
