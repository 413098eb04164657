import { gfm } from '@joplin/turndown-plugin-gfm'
import { Marked, type Token } from 'marked'
import TurndownService from 'turndown'

const marked = new Marked({ gfm: true })
const turndown = new TurndownService({
  headingStyle: 'atx',
  bulletListMarker: '-',
  codeBlockStyle: 'fenced',
  emDelimiter: '*',
})
turndown.use(gfm)
turndown.remove(['script', 'style', 'iframe', 'object', 'noscript'])

/** A text with the HTML in it as Markdown: pages drop HTML. Paragraphs without any stay as they were written. */
export function withoutHtml(text: string): string {
  const plain = text
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    // Of Jekyll and Hugo: what their programs would put in.
    .replaceAll(/\{%-?\s*(?:end)?(?:raw|highlight)[^%]*%\}/g, '')
  const tokens = marked.lexer(plain)
  return tokens
    .map(token => (hasHtml(token) ? `${turndown.turndown(marked.parser([token]))}\n\n` : token.raw))
    .join('')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function hasHtml(token: Token): boolean {
  if (token.type === 'html') return true
  const inside = [
    ...(('tokens' in token && token.tokens) || []),
    ...(token.type === 'list' ? (token.items as Token[]) : []),
    ...(token.type === 'table'
      ? [...token.header, ...token.rows.flat()].flatMap((cell: { tokens: Token[] }) => cell.tokens)
      : []),
  ]
  return inside.some(hasHtml)
}

/** Short codes of generators, which nothing here carries out: for the report. */
export const shortCodesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{[{%][<%]?\s*\/?([\w-]+)[^}]*\}/g)].map(([, name]) => name!)),
]

/** The first sentences of a text, for a summary that nobody has written. */
export function firstWords(text: string, max: number): string {
  const said = text
    .split(/\n\s*\n/)
    .filter(part => !part.trim().startsWith('#'))
    .map(part => part.replaceAll(/!\[[^\]]*\]\([^)]*\)/g, '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    .map(part =>
      part
        .replaceAll(/^[#>\-*\s|]+|[*_`~]/gm, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .find(part => part !== '')
  if (!said || said.length <= max) return said ?? ''
  const cut = said.slice(0, max)
  const end = Math.max(...['。', '！', '？', '；'].map(mark => cut.lastIndexOf(mark)))
  return end > 20 ? cut.slice(0, end + 1) : `${cut.slice(0, max - 1)}…`
}
