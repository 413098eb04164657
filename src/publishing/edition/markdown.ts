import { Marked, Tokenizer, type TokenizerAndRendererExtension, type Tokens } from 'marked'
import sanitize from 'sanitize-html'
import { decodedPath } from './media.ts'

/**
 * Turns an entry's Markdown (GFM) into HTML that is safe to put on a page: headings begin at h2, the page's title being
 * h1, and one that ends with `{#id}` can be linked to; pictures come from the content alone, and one that stands by itself becomes a figure with its title as caption;
 * HTML in the text is dropped. A text that would take too long (`isTooIntricate`) is shown as it was written. `media` gives the public address of a `/media/…` path, and the widths there are of it.
 */
export function renderMarkdown(markdown: string, media: MediaPlaces): string {
  return sanitize(isTooIntricate(markdown) ? asWritten(markdown) : parse(withFileLinks(markdown)), {
    ...allowed,
    transformTags: {
      a: (tagName, attribs) => ({ tagName, attribs: linkAttributes(attribs, media) }),
      img: (tagName, attribs) => ({ tagName, attribs: pictureAttributes(attribs, media) }),
    },
  })
}

export interface MediaPlaces {
  url(src: string): string
  /** For `srcset`; undefined for a picture that has one width. */
  srcset(src: string): string | undefined
}

/** Who types `[名称](/files/…)` into the editor's rich text gets the brackets escaped; a link is what they mean. */
const withFileLinks = (markdown: string): string =>
  markdown.replaceAll(/\\\[([^\[\]\\\n]{1,200})\\?\]\\?\((\/files\/[\w./-]{1,120})\\?\)/g, '[$1]($2)')

function parse(markdown: string): string {
  try {
    const tokens = marked.lexer(markdown)
    const headings: Tokens.Heading[] = []
    marked.walkTokens(tokens, token => void (token.type === 'heading' && headings.push(token as Tokens.Heading)))
    const highest = Math.min(...headings.map(heading => heading.depth))
    for (const heading of headings) heading.depth = Math.min(6, heading.depth - highest + 2)
    return marked
      .parser(tokens)
      .replaceAll(/<(h[2-6])>([^\n]*?) ?\{#([a-z][a-z0-9-]*)\}<\/h[2-6]>/g, '<$1 id="$3">$2</$1>')
  } catch {
    // Thousands of quotes or lists inside each other end marked's recursion: such a text is shown as it was written.
    return asWritten(markdown)
  }
}

/** The pictures of a text with the words that stand for each. */
export function picturesIn(markdown: string): { src: string; alt: string; caption: string | undefined }[] {
  if (isTooIntricate(markdown)) return []
  const pictures: { src: string; alt: string; caption: string | undefined }[] = []
  marked.walkTokens(marked.lexer(markdown), token => {
    if (token.type !== 'image') return
    const { href, text, title } = token as Tokens.Image
    pictures.push({ src: decodedPath(href) ?? href, alt: text, caption: title ?? undefined })
  })
  return pictures
}

function asWritten(markdown: string): string {
  return `<pre>${sanitize(markdown, { disallowedTagsMode: 'recursiveEscape', allowedTags: [] })}</pre>`
}

/** Marks that marked looks for a second one of: twice as many in one paragraph take it four times as long. */
const marks = /[*_~`\\[\]<!]/g
const marksInParagraph = 2000
const marksInAll = 20_000
/** Quotes and lists inside each other, opened on one line. */
const deep = /^(?:[ \t]*(?:>|[*+-][ \t]|\d{1,9}[.)][ \t])){32}/m

/** Whether a text would take seconds to render: only what was written to do so, or came out of a broken program. It is shown as it was written. */
export function isTooIntricate(markdown: string): boolean {
  if (deep.test(markdown)) return true
  let all = 0
  for (const paragraph of markdown.split(/\n[ \t]*\n/)) {
    const count = paragraph.match(marks)?.length ?? 0
    all += count
    if (count > marksInParagraph || all > marksInAll) return true
  }
  return false
}

/** Characters that no address contains, but that Chinese writes right behind one. */
const chinese = /[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/

/** CommonMark wants a blank or punctuation outside of `**` beside a quotation mark: `他说**“好。”**就走` would not be bold. */
const strongBesidePunctuation: TokenizerAndRendererExtension = {
  name: 'strong',
  level: 'inline',
  start: src => src.indexOf('**'),
  tokenizer(src) {
    const found = /^\*\*([^\s*](?:[^\n*]{0,2000}[^\s*])?)\*\*(?!\*)/.exec(src)
    const text = found?.[1]
    if (!found || !text || !(chinesePunctuation.test(text[0] ?? '') || chinesePunctuation.test(text.at(-1) ?? '')))
      return undefined
    return { type: 'strong', raw: found[0], text, tokens: this.lexer.inlineTokens(text) }
  },
}
const chinesePunctuation =
  /[\u2014\u2018-\u201d\u2026\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/

const marked = new Marked({
  gfm: true,
  tokenizer: {
    /** GFM takes everything up to the next blank for the address, and Chinese sets none. */
    url(src) {
      const found = Tokenizer.prototype.url.call(this, src)
      const end = found ? found.raw.search(chinese) : -1
      return end > 0 ? Tokenizer.prototype.url.call(this, src.slice(0, end)) : found
    },
  },
  extensions: [strongBesidePunctuation],
  renderer: {
    html: () => '',
    paragraph({ tokens }) {
      const [first] = tokens
      if (tokens.length !== 1 || first?.type !== 'image') return `<p>${this.parser.parseInline(tokens)}</p>\n`
      const { title } = first as Tokens.Image
      const caption = title ? `<figcaption>${sanitize(title, { allowedTags: [] })}</figcaption>` : ''
      return `<figure>${this.parser.parseInline([{ ...first, title: null }])}${caption}</figure>\n`
    },
  },
})

const allowed: sanitize.IOptions = {
  allowedTags: [
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'p',
    'a',
    'strong',
    'em',
    'del',
    'br',
    'hr',
    'blockquote',
    'ul',
    'ol',
    'li',
    'code',
    'pre',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'figure',
    'figcaption',
    'img',
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'loading', 'srcset', 'sizes'],
    ol: ['start'],
    ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map(heading => [heading, ['id']])),
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  // A picture from elsewhere has lost its address: nothing of it stays, nor the figure around it.
  exclusiveFilter: ({ tag, attribs, mediaChildren }) =>
    (tag === 'img' && !attribs.src) || (tag === 'figure' && (mediaChildren ?? []).length === 0),
}

/** The `/media/…` path that an address of the text means: marked has encoded what is Chinese in it. */
const mediaPathIn = (address: string | undefined): string | undefined =>
  address?.startsWith('/media/') ? decodedPath(address) : undefined

/** A picture of the text is as wide as its lines, 36em. */
function pictureAttributes(attribs: sanitize.Attributes, media: MediaPlaces): sanitize.Attributes {
  const src = mediaPathIn(attribs.src)
  if (src === undefined) return { ...attribs, src: '' }
  const srcset = media.srcset(src)
  return {
    ...attribs,
    src: media.url(src),
    loading: 'lazy',
    ...(srcset && { srcset, sizes: '(min-width: 40rem) 38rem, 100vw' }),
  }
}

/** Only our own files are rewritten; a link that leaves the site gives the other side no handle on our page. */
function linkAttributes(attribs: sanitize.Attributes, media: MediaPlaces): sanitize.Attributes {
  const href = attribs.href ?? ''
  const path = mediaPathIn(href)
  if (path !== undefined) return { ...attribs, href: media.url(path) }
  return /^https?:/i.test(href) ? { ...attribs, rel: 'noopener noreferrer' } : attribs
}
