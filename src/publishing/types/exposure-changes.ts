import { dayOf } from '#calendar/lishui.ts'
import type { Exposure } from './exposure-fields.ts'
import type { AtTheGate, GateFault } from './type.ts'

/** Why a change of what readers have seen is not published; each sentence names its rule. */
export const changeWords = {
  silent: (labels: string) =>
    `已发布的曝光改了${labels}，须留下说明：请在“更正”里添一条，写明日期和改了什么（《民法典》第一千零二十八条）。`,
  withoutStep: (labels: string) =>
    `已发布的曝光改了${labels}，须说明进展：请在“整改经过”里添一步，或在“更正”里添一条，写明日期。`,
  noteTakenAway: '已发布的更正说明不能删改，只能再添。',
  noteNotYet: (day: string) => `${day} 还没有到，不能写成已经发生的事。`,
  noteOutOfOrder: '新添的说明不能早于前一条：请写实际更正的日期。',
} as const

type Field = keyof Exposure | 'body'

/**
 * How a field may change once readers have seen it (Civil Code Arts. 1025–1028): `note` with a dated correction alone,
 * `step` with a new step of the rectification too, `free` where readers do not see it. Every field says so.
 */
export const changesOf: Readonly<Record<Field, 'note' | 'step' | 'free'>> = {
  title: 'note',
  kind: 'note',
  county: 'note',
  place: 'note',
  matter: 'note',
  summary: 'note',
  found_on: 'note',
  unit: 'note',
  before: 'note',
  steps: 'note',
  statement: 'note',
  suggestion: 'note',
  notice: 'note',
  penalty: 'note',
  withdrawal: 'note',
  sample: 'note',
  body: 'note',
  state: 'step',
  rectify_by: 'step',
  rectified_on: 'step',
  after: 'step',
  asked_for_statement_on: 'step',
  supervision: 'step',
  missed_deadline_on: 'step',
  expose_until: 'step',
  // Each of them takes an exposure away from its readers.
  publish_at: 'step',
  expires_at: 'step',
  // Corrections have a rule of their own: they are only added to.
  corrections: 'free',
  mask_check: 'free',
}

/** What is left of an exposure that is withdrawn, beside day and reason. */
const leftWhenWithdrawn: readonly Field[] = ['kind', 'county', 'found_on', 'expose_until', 'sample']

/** What would hide the note of a withdrawal; none of them is kept with one. */
export const hidesWithdrawal = ['publish_at', 'expires_at'] as const

/** The first way in which a draft would change silently what readers have seen. `labelOf` says a field in words. */
export function findSilentChange(
  { entry, body, before, hasReplacedPictures, now }: AtTheGate<Exposure>,
  labelOf: (field: Field) => string,
): GateFault | undefined {
  if (!before) return undefined
  const old = before.entry
  if (!begins(entry.corrections, old.corrections)) return { field: 'corrections', error: changeWords.noteTakenAway }
  const notes = entry.corrections.slice(old.corrections.length)
  const steps = begins(entry.steps, old.steps) ? entry.steps.slice(old.steps.length) : []
  const dayFault =
    findDayFault('corrections', old.corrections, notes, now) ?? findDayFault('steps', old.steps, steps, now)
  if (dayFault) return dayFault
  if (notes.length > 0) return undefined

  const changed = changedFields()
  const silent = changed.filter(field => changesOf[field] === 'note')
  const say = (fields: Field[]) => fields.map(field => `“${labelOf(field)}”`).join('、')
  if (silent.length > 0) return { field: 'corrections', error: changeWords.silent(say(silent)) }
  const progress = changed.filter(field => changesOf[field] === 'step')
  if (progress.length > 0 && steps.length === 0)
    return { field: 'steps', error: changeWords.withoutStep(say(progress)) }
  return undefined

  function changedFields(): Field[] {
    const value = (exposure: Exposure, text: string, field: Field) => (field === 'body' ? text : exposure[field])
    const differs = (field: Field) => !isSame(value(old, before!.body, field), value(entry, body, field))
    if (entry.state === 'withdrawn' && old.state !== 'withdrawn') return leftWhenWithdrawn.filter(differs)
    return (Object.keys(changesOf) as Field[]).filter(field => {
      if (field === 'steps') return !begins(entry.steps, old.steps)
      // What the unit says has a day of its own: it may come in later, and then stands as it is.
      if (field === 'statement') return old.statement !== undefined && differs(field)
      // Readers have seen none.
      if (field === 'unit' && old.kind === 'phenomenon' && entry.kind === 'phenomenon') return false
      // The same name with another picture behind it.
      if (field === 'before' && hasReplacedPictures) return true
      return differs(field)
    })
  }
}

type Note = Exposure['corrections'][number]

/** A new note has a day that has come, and not one before the note that stands before it. */
function findDayFault(field: 'corrections' | 'steps', old: Note[], added: Note[], now: Date): GateFault | undefined {
  const days = [...(old.length > 0 ? [old.at(-1)!] : []), ...added].map(({ on }) => on)
  const future = added.find(({ on }) => on > dayOf(now))
  if (future) return { field, error: changeWords.noteNotYet(future.on) }
  const outOfOrder = field === 'corrections' && days.some((day, at) => at > 0 && day < days[at - 1]!)
  return outOfOrder ? { field, error: changeWords.noteOutOfOrder } : undefined
}

const begins = (list: readonly unknown[], start: readonly unknown[]): boolean =>
  start.every((item, at) => isSame(item, list[at]))

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
