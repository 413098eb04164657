/** A text without what hides in it, and where each of its characters stood. */
export interface Plain {
  text: string
  /** Where the character of `text` at this place begins in the original, and where it ends. */
  from: readonly number[]
  to: readonly number[]
  /** Whether something was left out just before it. The place behind the last one counts too. */
  gap: readonly boolean[]
}

// What people put between the digits of a number so that a search misses it: blanks, hyphens, dots, stars, unseen characters.
// A line break parts what stands in two lines.
const between = /^(?:[^\S\n]|[\p{Pd}\p{Cf}\p{Mn}*_.·•‧∙・])$/u

// What Markdown and HTML write and readers do not see: comments, tags, the backslash of an escape, the marks of a link;
// and a character written as an entity.
const marks =
  /<!--[\s\S]*?-->|<\/?[a-z][^<>]*>|\\(?=[!-/:-@[-`{-~])|!?\[(?=[^[\]]*\]\()|\]\([^()\s]*\)|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/gi
const newLine = /^<\/?(?:br|p|div|li|tr|t[dh]|h[1-6]|blockquote)\b/i
const named: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', ensp: ' ', emsp: ' ', thinsp: ' ', shy: '\u00ad' },
  ...{ zwj: '\u200d', zwnj: '\u200c', hyphen: '‐', dash: '‐', ndash: '–', mdash: '—', middot: '·', bull: '•' },
  ...{ period: '.', lowbar: '_', ast: '*', lpar: '(', rpar: ')', sol: '/', num: '#', plus: '+', colon: ':' },
}

/** A text as its readers see it, and, where it holds marks, also as it is written: a tag may hold something itself. */
export function readingsOf(original: string): Plain[] {
  const seen = piecesOf(original)
  return seen.length > 1 ? [plainOf(seen), plainOf([{ shown: original, at: 0 }])] : [plainOf(seen)]
}

/** A part of a text as it is shown. `end` is given where that is not what is written: it stands for all of it. */
interface Piece {
  shown: string
  at: number
  end?: number
}

function piecesOf(original: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { 0: mark, index } of original.matchAll(marks)) {
    if (index > at) pieces.push({ shown: original.slice(at, index), at })
    at = index + mark.length
    pieces.push({ shown: shownOf(mark), at: index, end: at })
  }
  if (at < original.length || at === 0) pieces.push({ shown: original.slice(at), at })
  return pieces
}

function shownOf(mark: string): string {
  if (!mark.startsWith('&')) return newLine.test(mark) ? '\n' : ''
  const number = /^&#(x?)(\w+);$/i.exec(mark)
  if (!number) return named[mark.slice(1, -1).toLowerCase()] ?? mark
  const code = Number.parseInt(number[2]!, number[1] ? 16 : 10)
  return code <= 0x10ffff ? String.fromCodePoint(code) : mark
}

/** A text in plain forms (NFKC, capitals), without blanks, hyphens, dots and unseen characters. */
function plainOf(pieces: readonly Piece[]): Plain {
  let text = ''
  const from: number[] = []
  const to: number[] = []
  const gap: boolean[] = []
  let left = false
  for (const { shown, at, end } of pieces) {
    left ||= shown === ''
    let here = at
    for (const character of shown) {
      const next = end ?? here + character.length
      for (const plain of character.normalize('NFKC').toUpperCase()) {
        if (between.test(plain)) {
          left = true
          continue
        }
        for (let unit = 0; unit < plain.length; unit += 1) {
          from.push(here)
          to.push(next)
          gap.push(left && unit === 0)
        }
        text += plain
        left = false
      }
      if (end === undefined) here = next
    }
  }
  gap.push(left)
  return { text, from, to, gap }
}

/** A plain text without these single characters: what stands on both sides of one is parted by a gap. */
export function without({ text, from, to, gap }: Plain, mark: RegExp): Plain {
  const kept = Array.from({ length: text.length }, (_, at) => at).filter(at => !mark.test(text[at]!))
  return {
    text: kept.map(at => text[at]).join(''),
    from: kept.map(at => from[at]!),
    to: kept.map(at => to[at]!),
    gap: [...kept, text.length].map(at => gap[at]! || (at > 0 && mark.test(text[at - 1]!))),
  }
}
