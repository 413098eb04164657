import { momentOf } from '#calendar/lishui.ts'
import { fold } from '../search/folding.ts'
import { contentTypes } from '../types/index.ts'
import type { ContentType, UniqueRule } from '../types/type.ts'
import { dueAt } from './earlier.ts'
import type { Fault } from './entry-file.ts'

type Rules = Pick<ContentType, 'unique' | 'until' | 'titleField'>

/** An entry, published or not. */
export interface Stood {
  path: string
  data: Record<string, unknown>
}

/** From when (included) until when (excluded) an entry may be seen, in milliseconds. */
export function spanOf({ until: field }: Pick<ContentType, 'until'>, data: Record<string, unknown>) {
  const { expires_at } = data as { expires_at?: string }
  const lastDay = field && data[field]
  return {
    from: dueAt({ data }),
    until: Math.min(
      expires_at ? Date.parse(expires_at) : Infinity,
      lastDay ? momentOf(String(lastDay), '24:00').getTime() : Infinity,
    ),
  }
}

/** What an entry says that one of the others says already, each rule once. */
export function findTwins(type: Rules, entry: Stood, others: readonly Stood[]): Fault[] {
  return (type.unique ?? []).flatMap(rule => {
    const keys = keysOf(rule, entry)
    const twin = others.find(
      other => keysOf(rule, other).some(key => keys.includes(key)) && isTwin(type, rule, entry, other),
    )
    return twin ? [faultOf(type, rule, entry, twin)] : []
  })
}

/** The same among all entries of a type; the first to stand keeps it. */
export function listTwins(type: Rules, entries: readonly Stood[]): Fault[] {
  return (type.unique ?? []).flatMap(rule => {
    const before = new Map<string, Stood[]>()
    return entries.flatMap(entry => {
      const same = keysOf(rule, entry).map(key => before.get(key) ?? before.set(key, []).get(key)!)
      const twin = same.flat().find(other => isTwin(type, rule, entry, other))
      for (const group of same) group.push(entry)
      return twin ? [faultOf(type, rule, entry, twin)] : []
    })
  })
}

/** The same in a folder that is not published yet. */
export const twinsIn = (entries: readonly (Stood & { type: string })[]): Fault[] =>
  contentTypes.flatMap(type =>
    type.unique
      ? listTwins(
          type,
          entries.filter(entry => entry.type === type.name),
        )
      : [],
  )

const keysOf = (rule: UniqueRule<Record<string, unknown>>, { data }: Stood): string[] =>
  rule.keys(data).map(key => fold(key).replaceAll(/\s/g, ''))

function isTwin(type: Rules, { clash }: UniqueRule<Record<string, unknown>>, a: Stood, b: Stood): boolean {
  const [one, other] = [spanOf(type, a.data), spanOf(type, b.data)]
  const isTogether = one.from < other.until && other.from < one.until
  return a.path !== b.path && isTogether && (clash?.(a.data, b.data) ?? true)
}

const faultOf = (
  { titleField }: Rules,
  { field, says }: UniqueRule<Record<string, unknown>>,
  { path }: Stood,
  twin: Stood,
): Fault => ({ path, field, message: `${says}：“${String(twin.data[titleField])}”（${twin.path}）` })
