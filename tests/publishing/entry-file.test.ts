import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Fault,
  maxEntryBytes,
  parseEntryFile,
  parseYamlFile,
  writeEntryFile,
  tooIntricate,
} from '#publishing/edition/entry-file.ts'
import { notices } from '#publishing/types/notice.ts'
import { exposures } from '#publishing/types/exposure.ts'
import { aNotice, anExposure } from '../support/content.ts'
import { manyEntry } from '../support/many-entries.ts'
import { roleModels } from '#publishing/types/role-model.ts'
import { effortOf } from '../support/effort.ts'

const parse = (file: string | Buffer) => parseEntryFile('n.md', Buffer.from(file as string), notices.schema)

function faultsOf(file: string | Buffer): Omit<Fault, 'path'>[] {
  const parsed = parse(file)
  return 'faults' in parsed ? parsed.faults.map(({ field, message }) => (field ? { field, message } : { message })) : []
}

const yaml = (front: string) => `---\n${front}\n---\n正文\n`

describe('an entry file', () => {
  test('gives its fields and its text', () => {
    expect(parse(aNotice({ body: '第一段。\n\n---\n\n第二段。' }))).toEqual({
      data: {
        title: '示例通知',
        category: 'notice',
        issuer: '示例单位',
        issued_on: '2026-11-02',
        summary: '一句话。',
        agenda: [],
        attachments: [],
        sample: false,
      },
      body: '第一段。\n\n---\n\n第二段。',
    })
  })

  test('may begin with a byte order mark and end its lines as Windows does', () => {
    expect(parse(`\ufeff${aNotice().replaceAll('\n', '\r\n')}`)).toEqual(parse(aNotice()))
  })

  test('keeps rare characters exactly', () => {
    const title = '王𬱖与𠮷村\u200f葛\u{e0100}'
    expect(parse(aNotice({ title }))).toMatchObject({ data: { title } })
  })

  test('that breaks its schema names each field, in Chinese', () => {
    expect(faultsOf(aNotice({ issued: '2026-02-30', more: 'autor: 某\n' }))).toEqual([
      { field: 'issued_on', message: '成文日期须为真实的日期，写作 2026-11-20' },
      { message: '不认识的字段：autor' },
    ])
    const parsed = parseEntryFile(
      'e.md',
      Buffer.from(anExposure({ more: 'before:\n  - src: /media/a/b.svg\n' })),
      exposures.schema,
    )
    expect(parsed).toEqual({ faults: [{ path: 'e.md', field: 'before.0.alt', message: '请填写替代文字' }] })
  })

  test.each([
    ['nothing at all', '', '文件须以一行“---”开头，写完各字段后再写一行“---”'],
    ['no front matter', '# 标题\n', '文件须以一行“---”开头，写完各字段后再写一行“---”'],
    ['front matter without an end', '---\ntitle: a\n', '文件须以一行“---”开头，写完各字段后再写一行“---”'],
    ['a list for fields', yaml('- a'), '字段部分须为“字段: 值”的形式'],
    ['a word for fields', yaml('a'), '字段部分须为“字段: 值”的形式'],
    ['an open bracket', yaml('title: ['), '字段部分不是有效的 YAML（字段部分第 1 行）'],
    ['a tabulator as indent', yaml('a:\n\tb: 1'), '缩进须用空格，不能用制表符（字段部分第 2 行）'],
    ['a field twice', yaml('title: a\ntitle: b'), '同一个字段写了两次（字段部分第 2 行）'],
    ['a tag', yaml('title: !!js/function "x"'), '不能使用 YAML 标签（!）（字段部分第 1 行）'],
    ['an alias', yaml('a: &a 1\nb: *a'), '不能使用 YAML 别名（*）（字段部分第 2 行）'],
    ['an alias of itself', yaml('a: &a [*a]'), '不能使用 YAML 别名（*）（字段部分第 1 行）'],
    ['brackets without end', yaml(`a: ${'['.repeat(30_000)}`), '字段嵌套超过 20 层（字段部分第 1 行）'],
    ['front matter of 70,000 characters', yaml(`a: ${'x'.repeat(70_000)}`), '字段部分超过 64 KB'],
    ['a NUL', yaml('a: "\0"'), '文件里有控制字符（如 NUL），不是文本文件'],
    ['bytes that are no UTF-8', Buffer.from([0x2d, 0x2d, 0x2d, 0x0a, 0xc3, 0x28]), '文件不是 UTF-8 编码的文本'],
    ['UTF-16', Buffer.from(`\ufeff${aNotice()}`, 'utf16le'), '文件不是 UTF-8 编码的文本'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), '文件不是 UTF-8 编码的文本'],
    ['a huge file', Buffer.alloc(maxEntryBytes + 1, 97), '文件超过 256 KB'],
  ])('with %s is one fault', (_name, file, message) => {
    expect(faultsOf(file)).toEqual([{ message }])
  })

  test('with more marks than can be set in type is a fault of its text', () => {
    expect(faultsOf(aNotice({ body: '*甲'.repeat(5000) }))).toEqual([{ field: 'body', message: tooIntricate }])
  })

  test('with a paragraph beyond reason is a fault of its text', () => {
    expect(faultsOf(aNotice({ body: '字'.repeat(20_001) }))).toEqual([
      { field: 'body', message: '正文有一段超过 20000 字，请用空行分段' },
    ])
  })

  test('with an alias bomb is a fault at once, not a hang', async () => {
    const levels = Array.from(
      { length: 30 },
      (_, at) => `k${at}: &k${at} [${Array.from({ length: 9 }, () => (at ? `*k${at - 1}` : 'x')).join(',')}]`,
    )
    expect(await effortOf(() => expect(faultsOf(yaml(levels.join('\n')))).toHaveLength(1))).toBeLessThan(1000)
  })

  test('with a key that means something to JavaScript changes nothing but itself', () => {
    faultsOf(yaml('__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}'))
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('never throws, whatever it holds', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), text => void parse(yaml(text))))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => void parse(Buffer.from(bytes))))
  })
})

describe('the settings file', () => {
  test('is YAML alone', () => {
    expect(parseYamlFile('s.yml', Buffer.from('title: [x'), notices.schema)).toEqual({
      faults: [{ path: 's.yml', message: '字段部分不是有效的 YAML（字段部分第 1 行）' }],
    })
    expect(parseYamlFile('s.yml', Buffer.from(aNotice().split('---')[1]!), notices.schema)).toMatchObject({
      data: { title: '示例通知' },
      body: '',
    })
  })
})

describe('writing an entry', () => {
  test('puts the fields in the order of their form, whatever order they came in', () => {
    const text = writeEntryFile(
      { summary: '一句话。', issued_on: '2026-11-02', title: '示例通知', issuer: '示例单位', category: 'notice' },
      '正文\r\n第二行\n\n',
      notices.fields,
    )
    expect(text).toBe(
      `---\ntitle: 示例通知\ncategory: notice\nissuer: 示例单位\nissued_on: '2026-11-02'\nsummary: 一句话。\n---\n正文\n第二行\n`,
    )
  })

  test('and reading it gives the same entry, also for text that looks like something else', () => {
    const read = parseEntryFile('r.md', Buffer.from(manyEntry(4).text), roleModels.schema)
    if ('faults' in read) throw new Error('the sample has faults')
    for (const title of [
      '331102',
      '2026-11-20',
      'yes',
      '~',
      '#1',
      '- 甲',
      '“引号”',
      "it's: 是",
      '1e3',
      '0x1f',
      '!甲',
      '*甲',
      '@甲',
    ]) {
      const data = { ...read.data, title }
      expect(
        parseEntryFile('r.md', Buffer.from(writeEntryFile(data, read.body, roleModels.fields)), roleModels.schema),
      ).toEqual({ data, body: read.body })
    }
  })
})
