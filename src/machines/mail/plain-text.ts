import sanitizeHtml from 'sanitize-html'

/** What begins on a line of its own. */
const blocks = 'p div br li tr h1 h2 h3 h4 h5 h6 blockquote pre table ul ol hr'.split(' ')

/** What a letter says that was written as a page: its words, a line for each block; styles, scripts and addresses go. */
export function textOfHtml(html: string): string {
  const clean = sanitizeHtml(html, {
    allowedTags: blocks,
    allowedAttributes: {},
    nonTextTags: ['style', 'script', 'textarea', 'option', 'noscript', 'title'],
    textFilter: text => text.replace(/\s+/g, ' '),
  })
  const marks: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
  // What comes out of there has no other tags and no other marks.
  const text = clean
    .replace(/ ?<(?:br|hr) ?\/> ?/g, '\n')
    .replace(/ ?<\/?[a-z0-9]+> ?/g, '\n')
    .replace(/&(?:lt|gt|quot|amp);/g, mark => marks[mark]!)
  return plain(text)
}

/** A text as the database may hold it: no signs of control, no blanks at the ends of lines, no more than one empty line. */
export const plain = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()

/** The line with which mail programs begin what they quote. */
const saysWhoWrote = /(?:wrote|writes|写道|写到|寫道)\s*[:：]\s*$/
const saysWhen = /^(?:On|在|于|於).*\d/

/**
 * A letter without what it quotes of the one that it answers. Only where that is certain: it is an answer, every line
 * from there to the end is marked as quoted, and something of its own stands before. Else all of it stays.
 */
export function withoutQuoted(text: string, isAnswer: boolean): string {
  if (!isAnswer) return text
  const lines = text.split('\n')
  let from = lines.length
  while (from > 0 && /^(?:>|\s*$)/.test(lines[from - 1]!)) from -= 1
  if (!lines.slice(from).some(line => line.startsWith('>'))) return text
  if (saysWhoWrote.test(lines[from - 1] ?? '')) {
    from -= 1
    // It may be broken in two.
    if (!saysWhen.test(lines[from]!) && saysWhen.test(lines[from - 1] ?? '')) from -= 1
  }
  const own = lines.slice(0, from).join('\n').trim()
  return own === '' ? text : own
}
