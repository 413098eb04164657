import { dayOf, momentOf } from '#calendar/lishui.ts'
import { textsOf } from '../checks/texts.ts'
import type { Edition, Entry } from '../edition/edition.ts'
import { contentTypes, type TypeName } from '../types/index.ts'
import { fold, readAloud, type Reading, soundOf } from './folding.ts'

/** A page of the site that is no entry: what one can do here. */
export interface OwnPage {
  href: string
  label: string
  lead: string
}

/** What can be found, with its texts as they are compared. */
export interface Document {
  href: string
  /** Of the entry; empty for a page of the site. */
  id: string
  /** `service` is a page of the site itself, `record` a published suggestion. */
  type: TypeName | 'service' | 'record'
  county: string | undefined
  /** What readers know it by: its own day or year, else the day of its publication; empty for what is looked up. */
  day: string
  /** The time it is ranked by in milliseconds, that of its own day or of its publication; 0 for a page of the site. */
  at: number
  sample: boolean
  /** As they are read. */
  title: string
  lines: string
  body: string
  folded: { title: string; lines: string; body: string; all: string }
  /** Title and short lines by their sound, made when something is first looked for so. */
  aloud(): { text: string; sound: string; title: Reading; lines: Reading }
}

const kept = new WeakMap<Entry, Document>()
const lists = new WeakMap<Edition, readonly Document[]>()

/** Everything of an edition that readers can look at. The texts of an entry are made once, as long as it does not change. */
export function documentsOf(edition: Edition): readonly Document[] {
  const known = lists.get(edition)
  if (known) return known
  const documents = contentTypes.flatMap(type => {
    const { address, column } = type
    if (!address && !column) return []
    const entries: readonly Entry[] = edition.list(type.name)
    return entries
      .filter(entry => !entry.withdrawn)
      .map(entry => {
        const before = kept.get(entry)
        if (before) return before
        const title = String(entry.data[type.titleField] ?? '')
        const texts = textsOf(type.fields, entry.data, '').filter(({ field }) => field !== type.titleField)
        const own = type.date ? String(entry.data[type.date] ?? '') : ''
        const document = documentOf({
          // What has no page of its own stands on that of its column.
          href: address ? `${address}${entry.id}` : column!.href,
          id: entry.id,
          type: type.name,
          county: typeof entry.data.county === 'string' ? entry.data.county : undefined,
          day: own || (type.row ? dayOf(entry.publishedAt) : ''),
          at: (own.length === 10 ? momentOf(own) : entry.publishedAt).getTime(),
          sample: entry.data.sample === true,
          title,
          lines: [...texts.map(({ text }) => text), type.row?.(entry.data, edition.choices).kind ?? ''].join('\n'),
          body: plainText(entry.body),
        })
        kept.set(entry, document)
        return document
      })
  })
  lists.set(edition, documents)
  return documents
}

/** A page of the site as something that can be found. */
export const serviceOf = ({ href, label, lead }: OwnPage): Document =>
  documentOf({
    href,
    id: '',
    type: 'service',
    county: undefined,
    day: '',
    at: 0,
    sample: false,
    title: label,
    lines: lead,
    body: '',
  })

/** Anything that can be found, with its texts as they are compared. */
export function documentOf(given: Omit<Document, 'folded' | 'aloud'>): Document {
  const [title, lines, body] = [fold(given.title), fold(given.lines), fold(given.body)]
  let aloud: ReturnType<Document['aloud']> | undefined
  return {
    ...given,
    folded: { title, lines, body, all: `${title}\n${lines}\n${body}` },
    aloud() {
      if (aloud) return aloud
      const short = lines
        .split('\n')
        .filter(line => line.length <= 20)
        .join('\n')
      const text = `${title}\n${short}`
      return (aloud = { text, sound: soundOf(text), title: readAloud(title), lines: readAloud(short) })
    },
  }
}

/** The words of a Markdown text without its marks. What the settings fill in is not among them. */
const plainText = (markdown: string): string =>
  markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/\{\{[^{}]*\}\}|\{#[a-z0-9-]+\}|<[^>\n]*>/g, '')
    .replaceAll(/^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,3}\.)[ \t]+/gm, '')
    .replaceAll(/[*_`~|]+/g, '')
