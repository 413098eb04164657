import { fold } from './folding.ts'

/** Longer questions are cut: nobody types more, and nothing else is found by it. */
export const maxQueryLength = 60
const maxTerms = 12

/** What somebody is looking for. */
export interface Query {
  /** As it was typed, without blanks around it and cut to length. */
  typed: string
  /** Folded and without blanks: stands in a text word for word, or not. */
  whole: string
  /** The words in it. */
  terms: string[]
  /** Short runs of them, which may be words that the segmenter does not know: 图书, 馆 is 图书馆. */
  runs: string[]
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
/** What says nothing of the thing that is looked for. */
const fillers = new Set(
  '的 了 吗 呢 吧 啊 呀 是 在 和 与 及 或 我 你 他 她 们 这 那 有 没 没有 没人 怎么 怎样 怎么办 如何 什么 哪里 哪儿 哪些 谁 为什么 可以 能 能不能 要 想 请问 一下 一个 关于 the a of'.split(
    ' ',
  ),
)

/** A word of letters and digits, with blanks around it where it is written. */
export const isWestern = (word: string): boolean => /^[a-z0-9]+$/.test(word)

/** Reads a question. Without letters, digits or characters there is nothing to look for: no terms. */
export function readQuery(asked: string): Query {
  const typed = Array.from(asked.replaceAll(/[\s\p{C}]+/gu, ' ').trim())
    .slice(0, maxQueryLength)
    .join('')
  const folded = fold(typed)
  const runs = folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  const whole = runs.join('')
  const terms = [...new Set(runs.flatMap(wordsOf))].slice(0, maxTerms)
  const short = runs.filter(run => Array.from(run).length <= 4 && !terms.includes(run))
  return { typed, whole, terms: terms.length > 0 ? terms : whole ? [whole] : [], runs: short.slice(0, maxTerms) }
}

/** The words of a run without blanks. Single characters that stand side by side belong together: 礼, 让 is 礼让. */
function wordsOf(run: string): string[] {
  const words: string[] = []
  let singles = ''
  const flush = () => {
    if (Array.from(singles).length > 1) words.push(singles)
    singles = ''
  }
  for (const { segment } of segmenter.segment(run)) {
    // One letter or digit stands everywhere.
    if (fillers.has(segment) || /^[a-z0-9]$/.test(segment)) {
      flush()
    } else if (/^\p{Script=Han}$/u.test(segment)) {
      singles += segment
    } else {
      flush()
      words.push(segment)
    }
  }
  flush()
  return words
}
