import type * as z from 'zod'
import { byWords } from './entry.ts'
import { contentType } from './type.ts'
import { entryFields, list } from '#forms/entry-fields.ts'
import { choice, line, optional, tick, words } from '#forms/fields.ts'

/** What an expression does: stop an entry before it is handed in, or be pointed at. */
const wordingSeverities = { forbidden: '禁用：改了才能提交', mistaken: '易错：只提醒' } as const

const fields = entryFields({
  expression: line('写法', { max: 30, hint: '文章里要找的字句，照字面找' }),
  severity: choice('轻重', wordingSeverities),
  wrong: words('错在哪里', { max: 120, rows: 2, hint: '一句话，给写稿的人看' }),
  right: optional(line('应写作', { max: 60 })),
  rule: line('依据', { max: 80 }),
  except: list('在这些字句里是对的', line('字句', { max: 30 }), {
    itemLabel: '字句',
    hint: '如：“哑巴”在“吃哑巴亏”里不提醒',
  }),
  sample: tick('示例', { hint: '随网站带来的词条，用本市的词表时可以换掉' }),
})

export type WordingEntry = z.output<typeof fields>

/** Expressions that no entry should hold: the city's own list, by which every text is searched before it is handed in. */
export const wording = contentType({
  name: 'wording',
  label: '用词表',
  one: '词条',
  titleField: 'expression',
  body: '补充说明',
  fields,
  order: byWords(entry => [entry.expression]),
  editors: { summary: '{{expression}} → {{right}}', sort: ['expression'], filter: 'severity' },
})
