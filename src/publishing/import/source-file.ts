import { load } from 'js-yaml'
import { parse as parseToml, TomlDate } from 'smol-toml'

/** A text of another generator: the fields in front of it, and what stands below them. */
export interface SourceText {
  data: Record<string, unknown>
  body: string
  encoding: 'utf-8' | 'gb18030' | 'utf-16le'
}

/**
 * Reads a file of Hugo, Jekyll or Hexo: front matter in YAML between `---` (the first may be missing), in TOML between
 * `+++`, in JSON in braces or between `;;;`; in UTF-8, or GBK as Windows writes it. Gives words when it cannot be read.
 */
export function readSource(bytes: Buffer): SourceText | { fault: string } {
  const { text, encoding } = decode(bytes)
  if (text === undefined || encoding === undefined) return { fault: '不是文字，或者编码既不是 UTF-8 也不是 GBK' }
  try {
    const { data, body } = splitFrontMatter(text)
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      return { fault: '开头的字段不是“字段: 值”的形式' }
    return { data: plainDates(data) as Record<string, unknown>, body: body.trim(), encoding }
  } catch (error) {
    return { fault: `开头的字段读不出来：${(error as Error).message.split('\n')[0]}` }
  }
}

function decode(bytes: Buffer): { text?: string; encoding?: SourceText['encoding'] } {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  for (const encoding of isUtf16 ? (['utf-16le'] as const) : (['utf-8', 'gb18030'] as const))
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\r\n', '\n')
      if (!text.includes('\0')) return { text, encoding }
    } catch {
      // Not in this one.
    }
  return {}
}

function splitFrontMatter(text: string): { data: unknown; body: string } {
  const between = (mark: string) =>
    new RegExp(`^\\s*${mark}[ \\t]*\\n([\\s\\S]*?)\\n?${mark}[ \\t]*(?:\\n([\\s\\S]*))?$`).exec(text)
  const [yaml, toml, json] = [between('---'), between('\\+\\+\\+'), between(';;;')]
  if (yaml) return { data: readYaml(yaml[1]!), body: yaml[2] ?? '' }
  if (toml) return { data: parseToml(toml[1]!), body: toml[2] ?? '' }
  if (json) return { data: JSON.parse(`{${json[1]!.trim().replace(/^\{|\}$/g, '')}}`), body: json[2] ?? '' }
  if (/^\s*\{/.test(text)) {
    const end = /\n\}[ \t]*(?:\n|$)/.exec(text)
    const cut = end ? end.index + end[0].length : text.length
    return { data: JSON.parse(text.slice(0, cut)), body: text.slice(cut) }
  }
  // Hexo does without the first line of dashes.
  const open = /^((?:[\w-]+:.*\n|[ \t-].*\n)+)---[ \t]*\n([\s\S]*)$/.exec(text)
  if (open) return { data: readYaml(open[1]!), body: open[2]! }
  return { data: {}, body: text }
}

/** Days stay text; what stands there several times (aliases) is no danger up to a hundred. */
const readYaml = (yaml: string): unknown =>
  yaml.trim() === '' ? {} : load(yaml.replaceAll('\t', '  '), { maxAliases: 100, maxDepth: 20 })

/** Dates of TOML as they were written. */
function plainDates(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString()
  if (Array.isArray(value)) return value.map(plainDates)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainDates(inner)]))
}
