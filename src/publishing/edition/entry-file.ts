import { dump, load, YAMLException } from 'js-yaml'
import type * as z from 'zod'
import { isTooIntricate } from './markdown.ts'

/** What is wrong with a file, in words for an editor. `field` is the path inside the entry, such as `pictures.0.alt`. */
export interface Fault {
  path: string
  field?: string
  message: string
  /** The version on main has not passed its reviews, and can be made a draft. */
  uncleared?: true
}

/** A file larger than this is a fault and is never read. The longest story of a city paper is a tenth of it. */
export const maxEntryBytes = 256 * 1024
const maxFrontMatterLength = 64 * 1024
/** Nobody reads more in one piece. */
const maxParagraphLength = 20_000
/** Deeper than any form nests. */
const maxDepth = 20

export type Parsed<Data> = { data: Data; body: string } | { faults: Fault[] }

/** Parses an entry: YAML front matter that fits `schema`, between two lines of `---`, then Markdown. Never throws. */
export function parseEntryFile<Schema extends z.ZodType>(
  path: string,
  bytes: Buffer,
  schema: Schema,
): Parsed<z.output<Schema>> {
  const text = readText(bytes)
  if (text.message) return { faults: [{ path, message: text.message }] }
  const parts = /^---[ \t]*\n([\s\S]*?)(?:^|\n)---[ \t]*(?:\n([\s\S]*))?$/.exec(text.value)
  if (!parts) return { faults: [{ path, message: '文件须以一行“---”开头，写完各字段后再写一行“---”' }] }
  const body = (parts[2] ?? '').trim()
  if (body.split(/\n\s*\n/).some(paragraph => paragraph.length > maxParagraphLength)) {
    return { faults: [{ path, field: 'body', message: `正文有一段超过 ${maxParagraphLength} 字，请用空行分段` }] }
  }
  if (isTooIntricate(body)) return { faults: [{ path, field: 'body', message: tooIntricate }] }
  return checked(path, parts[1] ?? '', schema, body)
}

/** Parses a file that is YAML alone, such as the settings. Never throws. */
export function parseYamlFile<Schema extends z.ZodType>(
  path: string,
  bytes: Buffer,
  schema: Schema,
): Parsed<z.output<Schema>> {
  const text = readText(bytes)
  return text.message ? { faults: [{ path, message: text.message }] } : checked(path, text.value, schema, '')
}

/**
 * A YAML file with the keys at its end that its schema asks for, that it lacks and that another file has.
 * Undefined when there is nothing to add.
 */
export function completeYaml(text: string, other: string, schema: z.ZodType): string | undefined {
  const [given, offered] = [text, other].map(yaml => readYaml(yaml).value as Record<string, unknown> | undefined)
  if (!given || !offered) return undefined
  const wrong = schema.safeParse(given).error?.issues.map(({ path }) => String(path[0])) ?? []
  const missing = wrong.filter(key => !(key in given) && key in offered)
  if (missing.length === 0) return undefined
  const added = Object.fromEntries(missing.map(key => [key, offered[key]]))
  return `${text.trimEnd()}\n${dump(added, { lineWidth: -1, noRefs: true })}`
}

/** Writes an entry as an editor's form does: fields in the order of `fields`, then the body; UTF-8, LF, one line break at the end. */
export function writeEntryFile(data: Readonly<Record<string, unknown>>, body: string, fields: z.ZodObject): string {
  const ordered = Object.keys(fields.shape)
    .filter(key => data[key] !== undefined)
    .map(key => [key, data[key]] as const)
  const front = dump(Object.fromEntries(ordered), { lineWidth: -1, noRefs: true })
  const text = body.replaceAll('\r\n', '\n').trim()
  return `---\n${front}---\n${text === '' ? '' : `${text}\n`}`
}

/** Editors' programs may begin a file with a byte order mark and end lines with CRLF: both are dropped. */
function readText(bytes: Buffer): { value: string; message?: string } {
  if (bytes.length > maxEntryBytes) return { value: '', message: tooLarge }
  try {
    const value = new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n')
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value))
      return { value, message: '文件里有控制字符（如 NUL），不是文本文件' }
    return { value }
  } catch {
    return { value: '', message: '文件不是 UTF-8 编码的文本' }
  }
}

export const tooIntricate =
  '正文里排版用的符号（如 * _ ~ [ ] > -）太多，或者引用、列表套得太深，排不出来；请去掉多余的符号，用空行分段'
export const tooLarge = `文件超过 ${maxEntryBytes / 1024} KB`

function checked<Schema extends z.ZodType>(
  path: string,
  yaml: string,
  schema: Schema,
  body: string,
): Parsed<z.output<Schema>> {
  const read = readYaml(yaml)
  if (read.message) return { faults: [{ path, message: read.message }] }
  const result = schema.safeParse(read.value)
  if (result.success) return { data: result.data, body }
  return {
    faults: result.error.issues.map(issue => ({
      path,
      field: issue.path.join('.') || undefined,
      message: issue.message,
    })),
  }
}

/** Strict YAML 1.2, core schema: days stay text, a key written twice is an error, tags and aliases (which can stand for billions of values) are refused. */
function readYaml(yaml: string): { value: unknown; message?: string } {
  if (yaml.length > maxFrontMatterLength)
    return { value: undefined, message: `字段部分超过 ${maxFrontMatterLength / 1024} KB` }
  try {
    const value = load(yaml, { maxAliases: 0, maxDepth })
    const isFields = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isFields ? { value } : { value: undefined, message: '字段部分须为“字段: 值”的形式' }
  } catch (error) {
    return { value: undefined, message: yamlMessage(error) }
  }
}

/** Reasons as js-yaml begins them; the rest is said in general. */
const yamlReasons: Readonly<Record<string, string>> = {
  'aliases exceeded': '不能使用 YAML 别名（*）',
  'duplicated mapping key': '同一个字段写了两次',
  'tab characters': '缩进须用空格，不能用制表符',
  'nesting exceeded': `字段嵌套超过 ${maxDepth} 层`,
  'unknown scalar tag': '不能使用 YAML 标签（!）',
}

function yamlMessage(error: unknown): string {
  if (!(error instanceof YAMLException)) return '字段部分不是有效的 YAML'
  const known = Object.keys(yamlReasons).find(reason => error.reason.startsWith(reason))
  const line = error.mark ? `（字段部分第 ${error.mark.line + 1} 行）` : ''
  return `${known ? yamlReasons[known] : '字段部分不是有效的 YAML'}${line}`
}
