import { aDay } from '#calendar/spans.ts'
import type { Edition } from '../edition/edition.ts'
import { type Document, documentsOf, type OwnPage, serviceOf } from './documents.ts'
import { fold, isReadAs, soundOf } from './folding.ts'
import { isWestern, type Query, readQuery } from './query.ts'
import { placeOf, stands } from './standing.ts'

export interface Found {
  query: Query
  /** The best first. */
  hits: readonly Hit[]
  /** What was looked for in place of what was typed, which is nowhere. */
  instead: string | undefined
  /** What may have been meant: it is offered, and not looked for. */
  maybe: string | undefined
}

export interface Hit {
  document: Document
  score: number
}

/** What one hit of a word counts, by where it stands. */
const weights = { title: 8, lines: 3, body: 1.5 }
const wholeInTitle = 12
const wholeInText = 5
/** Of the weight of all words this much must be there. */
const enough = 0.35
const halfLifeDays = 500

/**
 * Looks for words in everything that readers may see. Each text is gone through from end to end: at 10,000 entries that
 * takes some milliseconds, and needs nothing that could be out of date. What is nowhere is looked for by its sound, by
 * letters of its reading, and with one character changed. `records` are ranked with the rest: what the database has found.
 */
export function searchEdition(
  edition: Edition,
  ownPages: readonly OwnPage[],
  asked: string,
  now: Date,
  records: readonly Document[] = [],
): Found {
  const query = readQuery(asked)
  const nothing = { query, instead: undefined, maybe: undefined }
  if (query.terms.length === 0) return { ...nothing, hits: [] }
  const documents = [...ownPages.map(serviceOf), ...documentsOf(edition), ...records]
  const hits = rank(documents, query, now)
  if (hits.length > 0) return { ...nothing, hits }
  // Of a word that is nowhere, such as 电动车, its pairs may be: 电动自行车.
  const pairs = rank(
    documents,
    { ...query, terms: [...new Set([...query.terms, ...query.runs].flatMap(pairsOf))] },
    now,
  )
  const right = correct(documents, query)
  const maybe = right ?? heardAnywhere(documents, query)
  if (pairs.length > 0) return { ...nothing, hits: pairs, maybe }
  return right
    ? { ...nothing, hits: rank(documents, readQuery(right), now), instead: right }
    : { ...nothing, hits: [], maybe }
}

function pairsOf(term: string): string[] {
  const characters = Array.from(term)
  // Two letters stand everywhere.
  if (isWestern(term)) return [term]
  return characters.length < 3 ? [term] : characters.slice(1).map((character, at) => characters[at]! + character)
}

/** Titles that begin with or hold what is being typed, for the list under the field. */
export function suggestTitles(edition: Edition, ownPages: readonly OwnPage[], asked: string, most = 8): string[] {
  const { whole } = readQuery(asked)
  if (whole.length === 0) return []
  const letters = isLetters(whole)
  const titles = new Map<string, number>()
  for (const { title, folded, aloud } of [...ownPages.map(serviceOf), ...documentsOf(edition)]) {
    const at = folded.title.indexOf(whole)
    if (at >= 0) titles.set(title, at)
    else if (letters && isReadAs(aloud().title, whole)) titles.set(title, 100)
  }
  return [...titles]
    .sort((a, b) => a[1] - b[1])
    .slice(0, most)
    .map(([title]) => title)
}

const isLetters = (word: string): boolean => /^[a-z]{2,}$/.test(word)

function rank(documents: readonly Document[], { whole, terms, runs }: Query, now: Date): Hit[] {
  const found = [...terms, ...runs].map(term => placesOf(documents, term))
  const rarity = found.map(places => Math.log(1 + documents.length / Math.max(1, places.count)))
  // A word that stands nowhere tells nothing apart; it weighs little, but something is missing without it.
  const share = found.map(
    ({ count }, at) => (at >= terms.length ? 0 : count === 0 ? 0.4 : 1) * Math.min(rarity[at]!, 6),
  )
  const all = share.reduce((sum, each) => sum + each, 0)
  const hits: Hit[] = []
  documents.forEach((document, index) => {
    let there = 0
    let score = 0
    found.forEach(({ weight }, at) => {
      if (weight[index] === 0) return
      there += share[at]!
      score += rarity[at]! * weight[index]!
    })
    if (there === 0 || there < enough * all) return
    if (document.folded.title.includes(whole)) score += wholeInTitle + (document.folded.title === whole ? 8 : 0)
    else if (terms.length > 1 && (document.folded.lines.includes(whole) || document.folded.body.includes(whole)))
      score += wholeInText
    score *= there / all
    hits.push({ document, score: score * weightOf(document, now) })
  })
  return hits.sort((a, b) => b.score - a.score || b.document.at - a.document.at)
}

/** Of what says as much, what one can do here stands in front, and what is old behind. */
function weightOf({ type, at }: Document, now: Date): number {
  if (type === 'service') return 1.25
  const days = Math.max(0, now.getTime() - at) / aDay
  return 0.85 + 0.15 * 0.5 ** (days / halfLifeDays)
}

/** What a word counts in each document, and in how many it is. Letters are looked for as a reading where they are no word. */
function placesOf(documents: readonly Document[], term: string): { weight: Float32Array; count: number } {
  const weight = new Float32Array(documents.length)
  let count = 0
  const note = (index: number, value: number) => {
    if (weight[index] === 0) count += 1
    weight[index]! += value
  }
  documents.forEach(({ folded: { title, lines, body, all } }, index) => {
    if (!stands(all, term)) return
    if (stands(title, term)) note(index, weights.title)
    if (stands(lines, term)) note(index, weights.lines)
    if (stands(body, term)) note(index, weights.body)
  })
  if (count === 0 && isLetters(term))
    documents.forEach(({ aloud }, index) => {
      const { title, lines } = aloud()
      if (isReadAs(title, term)) note(index, weights.title / 2)
      else if (isReadAs(lines, term)) note(index, weights.lines / 2)
    })
  return { weight, count }
}

/** The question with each word that is nowhere put right: one of the same sound, or with one character changed, more or less. */
function correct(documents: readonly Document[], { terms, whole }: Query): string | undefined {
  const corrected = (terms.length > 1 ? [whole, ...terms] : terms).map(term => ({
    term,
    right: findRight(documents, term),
  }))
  const [first] = corrected
  if (terms.length > 1 && first?.right) return first.right
  const words = corrected.slice(terms.length > 1 ? 1 : 0)
  return words.some(({ right }) => right) ? words.map(({ term, right }) => right ?? term).join(' ') : undefined
}

/** The guess that most entries have in a title or a short line; of the same sound is likelier than of another shape. */
function findRight(documents: readonly Document[], term: string): string | undefined {
  const characters = Array.from(term)
  const length = term.length
  if (length < 2 || length > 12 || !/^[\u4e00-\u9fff]+$/.test(term)) return undefined
  // Of two characters much sounds alike: there the titles alone are asked, and one character stays.
  const isShort = length === 2
  const near = withOneChanged(term)
  // With one character changed one half stands, or the two ends.
  const [half, rest] = [term.slice(0, length >> 1), term.slice(length >> 1)]
  const sound = soundOf(term)
  const guesses = new Map<string, number>()
  for (const { folded, aloud } of documents) {
    const { text, sound: sounds } = aloud()
    const at = sounds.indexOf(sound)
    const heard = at >= 0 && at < (isShort ? folded.title.length : Infinity) ? text.slice(at, at + length) : term
    if (heard !== term && (!isShort || characters.some(each => heard.includes(each))))
      guesses.set(heard, (guesses.get(heard) ?? 0) + 3)
    if (isShort || !(text.includes(half) || text.includes(rest))) continue
    const seen = near.exec(text)?.[0]
    if (seen && seen !== term) guesses.set(seen, (guesses.get(seen) ?? 0) + 1)
  }
  return [...guesses].sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** A word of two characters that is nowhere, and of which one is heard and one stands in another: 战牌 may be 站牌. */
function heardAnywhere(documents: readonly Document[], { terms }: Query): string | undefined {
  const [term, ...more] = terms
  if (!term || more.length > 0 || !/^[\u4e00-\u9fff]{2}$/.test(term)) return undefined
  const sound = soundOf(term)
  const near = new RegExp(`${term[0]}[\\u4e00-\\u9fff]|[\\u4e00-\\u9fff]${term[1]}`, 'g')
  const guesses = new Map<string, number>()
  for (const { folded } of documents)
    for (const [seen] of folded.all.matchAll(near))
      if (seen !== term && soundOf(seen) === sound) guesses.set(seen, (guesses.get(seen) ?? 0) + 1)
  return [...guesses].sort((a, b) => b[1] - a[1])[0]?.[0]
}

function withOneChanged(term: string): RegExp {
  const characters = Array.from(term)
  const forms = characters.flatMap((_, at) => {
    const [before, after] = [characters.slice(0, at).join(''), characters.slice(at + 1).join('')]
    return [
      `${before}\\p{Script=Han}${after}`,
      ...(at > 0 ? [`${before}\\p{Script=Han}${characters[at]}${after}`] : []),
      ...(characters.length > 3 ? [`${before}${after}`] : []),
    ]
  })
  return new RegExp(forms.join('|'), 'u')
}

/** A part of a text, marked where it is what was looked for. */
export interface Piece {
  text: string
  marked: boolean
}

/** A text cut where the words of a question stand in it, as it is read. Folding may change lengths, so it goes by characters. */
export function markWords(text: string, terms: readonly string[]): Piece[] {
  const characters = Array.from(text)
  const folded: string[] = []
  const owner: number[] = []
  characters.forEach((character, at) => {
    for (const unit of fold(character).split('')) {
      folded.push(unit)
      owner.push(at)
    }
  })
  const plain = folded.join('')
  const marked = new Set<number>()
  for (const term of terms)
    for (let at = placeOf(plain, term); term && at >= 0; at = placeOf(plain, term, at + term.length))
      for (let unit = at; unit < at + term.length; unit += 1) marked.add(owner[unit]!)
  const pieces: Piece[] = []
  characters.forEach((character, at) => {
    const last = pieces.at(-1)
    if (last && last.marked === marked.has(at)) last.text += character
    else pieces.push({ text: character, marked: marked.has(at) })
  })
  return pieces
}

const around = 36

/** A passage of an entry around the first of the words, of some eighty characters. */
export function passageOf({ lines, body, folded }: Document, terms: readonly string[]): string {
  const inLines = terms.some(term => folded.lines.includes(term))
  const inBody = terms.some(term => folded.body.includes(term))
  if (!inLines && inBody) {
    const first = Math.min(...terms.map(term => folded.body.indexOf(term)).filter(at => at >= 0))
    const from = Math.max(0, first - around)
    const passage = body
      .slice(from, first + 2 * around)
      .replaceAll(/\s+/g, ' ')
      .trim()
    return `${from > 0 ? '…' : ''}${passage}${first + 2 * around < body.length ? '…' : ''}`
  }
  const line = lines.split('\n').filter(each => each.length > 12)
  const best =
    line.find(each => terms.some(term => fold(each).includes(term))) ?? line[0] ?? body.replaceAll(/\s+/g, ' ')
  return best.length > 3 * around ? `${best.slice(0, 3 * around)}…` : best
}
