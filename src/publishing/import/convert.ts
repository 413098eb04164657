import { basename, dirname, extname } from 'node:path/posix'
import type * as z from 'zod'
import { entryId } from '#forms/entry-fields.ts'
import { fieldsOf, metaOf } from '#forms/meta.ts'
import { entryAt, parseContentFile } from '../edition/content-file.ts'
import { writeEntryFile } from '../edition/entry-file.ts'
import { typeNamed } from '../types/index.ts'
import { idFrom, shortHash } from './ids.ts'
import type { FolderMapping } from './mapping.ts'
import { firstWords, shortCodesIn, withoutHtml } from './markdown.ts'
import type { SourceText } from './source-file.ts'
import { momentIn, valueFor } from './values.ts'

/** What became of one file of another generator. */
export interface Converted {
  /** Where it lies among our entries; undefined when that cannot be told. */
  path: string | undefined
  text: string
  /** What was done to it, or left out: for the report. */
  notes: string[]
  faults: { field?: string | undefined; message: string }[]
}

/** Pictures and files of a text: their address here, undefined for one that is not there. */
export type FindMedia = (address: string) => Promise<string | undefined>

/** Makes an entry of a text as its line of the mapping says. `taken` holds the ids that other files of this import have. */
export async function convert(
  source: { path: string; text: SourceText },
  folder: FolderMapping,
  taken: ReadonlySet<string>,
  findMedia: FindMedia,
): Promise<Converted> {
  const type = typeNamed(folder.type)!
  const notes: string[] = []
  if (source.text.encoding !== 'utf-8') notes.push(`编码由 ${source.text.encoding} 改为 UTF-8`)
  const { data: written, body: markdown } = source.text
  const codes = shortCodesIn(markdown)
  if (codes.length > 0) notes.push(`短代码不起作用，原样留着：${codes.join('、')}`)
  const media = rewriteMedia(findMedia, notes)
  const body = await media.inText(withoutHtml(markdown))

  const title = String(written.title ?? nameOf(source.path))
  const used = new Set<string>()
  const data: Record<string, unknown> = {}
  for (const [name, field] of fieldsOf(type.fields)) {
    const from = folder.fields[name] ?? [name]
    const source = from.find(key => written[key] !== undefined && written[key] !== null && written[key] !== '')
    from.forEach(key => used.add(key))
    const value = source === undefined ? folder.defaults[name] : mapped(written[source], folder.values[name])
    if (source !== undefined) notes.push(...dateNotes(field, written[source]))
    if (value !== undefined) data[name] = await media.inField(field, valueFor(field, value, title))
  }
  data[type.titleField] ??= title
  if ('summary' in type.fields.shape && !data.summary) {
    data.summary = firstWords(body, metaOf(type.fields.shape.summary as z.ZodType).max ?? 160)
    if (data.summary) notes.push('摘要取自正文开头')
  }
  const left = Object.keys(written).filter(key => !used.has(key) && !ways.includes(key))
  if (left.length > 0) notes.push(`没有带过来的字段：${left.join('、')}`)

  const year = momentIn(written.date ?? data[type.date ?? ''])?.day.slice(0, 4) ?? /\b(20\d\d)\b/.exec(source.path)?.[1]
  if (type.byYear && !year)
    return { path: undefined, text: '', notes, faults: [{ message: '看不出是哪一年的：没有 date，路径里也没有年份' }] }
  const id = idOf(source, written, `${folder.type}/`, taken)
  const path = `content/${folder.type}/${type.byYear ? `${year}/` : ''}${id}.md`
  const text = writeEntryFile(data, body, type.fields)
  const parsed = parseContentFile(path, Buffer.from(text))
  return { path, text, notes, faults: 'faults' in parsed ? parsed.faults : [] }
}

/** What the report says of a date: that it cannot be told, or that it is another day here than was written. */
function dateNotes(field: z.ZodType, written: unknown): string[] {
  const { kind, label } = metaOf(field)
  if (kind !== 'day' && kind !== 'instant') return []
  const moment = momentIn(written)
  if (!moment) return [`看不出“${label}”是哪一天：原来写的是“${String(written)}”，请写成 2026-11-20`]
  const day = /^\d{4}-\d{2}-\d{2}(?=T)/.exec(String(written).trim())?.[0]
  return day && day !== moment.day ? [`“${label}”原来写的是“${String(written)}”，按北京时间是 ${moment.day}`] : []
}

/** They say how a page was made or reached, and have no field of ours. */
const ways = ['layout', 'slug', 'url', 'permalink', 'draft', 'date', 'published', 'comments', 'type', 'id', 'lang']

function mapped(value: unknown, values: Record<string, unknown> | undefined): unknown {
  if (!values) return value
  const known = [value].flat().find(one => Object.hasOwn(values, String(one)))
  return known === undefined ? value : values[String(known)]
}

/** The name of a file without its day; of a Hugo bundle, the name of its folder. */
function nameOf(path: string): string {
  const name = basename(path, extname(path))
  return (name === 'index' ? basename(dirname(path)) : name).replace(/^\d{4}-\d{1,2}-\d{1,2}-/, '')
}

/** Its own word for the address if that is one, else its name; a second one of that name gets a mark that its path alone decides. */
function idOf(
  source: { path: string },
  { slug }: Record<string, unknown>,
  prefix: string,
  taken: ReadonlySet<string>,
): string {
  const id = typeof slug === 'string' && entryId.test(slug) ? slug : idFrom(nameOf(source.path))
  return taken.has(prefix + id) ? `${id}-${shortHash(source.path)}` : id
}

/** The id of a path as `taken` holds it. */
export const takenBy = (path: string): string => {
  const { collection = '', slug = '' } = entryAt(path) ?? {}
  return `${collection}/${slug.slice(slug.lastIndexOf('/') + 1)}`
}

/** Gives pictures and files the addresses they have here, and notes those that are not there. */
function rewriteMedia(find: FindMedia, notes: string[]) {
  async function move(address: string): Promise<string | undefined> {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/\/|#|mailto:)/i.test(address)) return undefined
    return find(address)
  }
  return {
    async inText(text: string): Promise<string> {
      const found = [...text.matchAll(/(!?)\[([^\]]*)\]\(<?([^)\s>]+)>?((?:\s+(?:"[^"]*"|'[^']*'))?)\)/g)]
      const moved = await Promise.all(found.map(([, , , address]) => move(address!)))
      let at = -1
      return text.replaceAll(
        /(!?)\[([^\]]*)\]\(<?([^)\s>]+)>?((?:\s+(?:"[^"]*"|'[^']*'))?)\)/g,
        (all, mark: string, words: string, address: string, caption: string) => {
          at += 1
          const here = moved[at]
          if (here) return `${mark}[${words}](${here}${caption})`
          if (mark)
            notes.push(
              /^(?:https?:)?\/\//.test(address) ? `图片在别的网站，没有取来：${address}` : `找不到图片：${address}`,
            )
          return all
        },
      )
    },
    async inField(field: z.ZodType, value: unknown): Promise<unknown> {
      if (Array.isArray(value)) return Promise.all(value.map(item => this.inField(field, item)))
      if (typeof value === 'object' && value !== null && 'src' in value) {
        const src = String(value.src)
        const here = await move(src)
        if (!here) notes.push(`找不到图片：${src}`)
        return here ? { ...value, src: here } : undefined
      }
      const kind = metaOf(field).kind
      return (kind === 'picture-path' || kind === 'file') && typeof value === 'string'
        ? ((await move(value)) ?? value)
        : value
    },
  }
}
