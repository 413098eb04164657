import { createHash } from 'node:crypto'
import { dayOf } from '#calendar/lishui.ts'
import { findPersonalData, type PersonalData } from '#checks/personal-data.ts'
import type { ContentType } from '../types/type.ts'
import type { WordingEntry } from '../types/wording.ts'
import { type DateFault, findDateFaults, findWrittenDays } from './dates.ts'
import { type EntryText, fileNamesOf, textsOf } from './texts.ts'
import { findWording } from './wording.ts'
import { type ConfirmationReason, type FindingKind, findingWords as words } from './words.ts'

/** Something in an entry that somebody has to look at before it is published. */
export interface Finding {
  /** Names it in a confirmation: another field, place or text is another finding, and so is another rule for it. */
  key: string
  kind: FindingKind
  /** `stops`: it has to be changed; `confirm`: it has to be changed, or confirmed by a second person. */
  weight: 'stops' | 'confirm' | 'warns'
  /** The path of its field; `body` is the Markdown, empty is the place of the file. */
  field: string
  found: string
  /** What stands before and after it in its field. */
  before: string
  after: string
  says: string
  /** Why it may stand; empty where it may not, or need not be confirmed. */
  reasons: readonly ConfirmationReason[]
}

/** What the checks ask of a type. The settings have their fields alone. */
export type Checked = Pick<ContentType, 'name' | 'fields'> &
  Partial<Pick<ContentType, 'withdrawn' | 'misplaced' | 'date' | 'personalData' | 'days' | 'until' | 'byYear'>>

interface Entry {
  path: string
  data: Record<string, unknown>
  body: string
}

const around = 16

/**
 * Everything that is found in what readers would see of an entry: personal data, expressions of the city's list, dates
 * that cannot be right. In the order of the form, the names of its files last.
 * @param fileNames what the files of the library are called, by their addresses
 */
export function findingsIn(
  type: Checked,
  { path, data, body }: Entry,
  list: readonly WordingEntry[],
  now: Date,
  fileNames: ReadonlyMap<string, string> = new Map(),
): Finding[] {
  const left = type.withdrawn?.(data)
  const [shown, text] = left ? [left, ''] : [data, body]
  const texts = [...textsOf(type.fields, shown, text), ...fileNamesOf(type.fields, shown, text, fileNames)]
  const ownDay = type.date && /^\d{4}-/.test(String(shown[type.date])) ? String(shown[type.date]) : dayOf(now)
  const findings = texts.flatMap(each => [
    ...personalDataIn(type, shown, each),
    // The list itself names what it warns of.
    ...(type.name === 'wording' ? [] : wordingIn(each, list)),
    ...findWrittenDays(each, ownDay).map(fault => dateFinding(fault, each.text)),
  ])
  const misplaced = (type.misplaced?.(data) ?? []).map(({ field, says }) => {
    const value = String(data[field])
    return finding(
      field,
      value,
      { start: 0, end: value.length },
      { kind: 'misplaced', weight: 'stops', says, reasons: [] },
    )
  })
  return [
    ...misplaced,
    ...findings,
    ...findDateFaults(type, shown, path, now).map(fault => dateFinding(fault, fault.found)),
  ]
}

function personalDataIn(type: Checked, data: Record<string, unknown>, { field, text, isDutyPhone }: EntryText) {
  const { exempt = [], own, strict } = type.personalData ?? {}
  if (isDutyPhone || exempt.includes(field)) return []
  const name = own && String(data[own])
  const demand = strict?.(data)
  return findPersonalData(text)
    .filter(({ kind, start, end }) => {
      const found = text.slice(start, end)
      return kind !== 'name' || !name || (field !== own && !name.includes(found) && !found.includes(name))
    })
    .map(place => finding(field, text, place, { kind: place.kind, ...demandOf(place.kind, demand) }, demand))
}

function demandOf(
  kind: PersonalData['kind'],
  demand: 'confirmed' | 'nobody' | undefined,
): Pick<Finding, 'weight' | 'says' | 'reasons'> {
  if (demand === 'nobody')
    return { weight: 'confirm', says: words.pointsAtSomebody(kind), reasons: ['no-personal-data'] }
  if (kind === 'identity' || kind === 'bank')
    return { weight: 'confirm', says: words.neverPublic(kind), reasons: ['no-personal-data'] }
  if (demand === undefined && kind !== 'mobile')
    return { weight: 'warns', says: words.personalWarning(kind), reasons: [] }
  return {
    weight: 'confirm',
    says: words.personal(kind),
    reasons: ['no-personal-data', 'public-office', 'penalty', 'consent', 'of-the-unit'],
  }
}

function wordingIn({ field, text }: EntryText, list: readonly WordingEntry[]): Finding[] {
  return findWording(text, list).map(({ entry: { severity, wrong, right = '', rule }, ...place }) =>
    finding(field, text, place, {
      kind: severity,
      weight: severity === 'forbidden' ? 'stops' : 'warns',
      says: words.wording(wrong, right, rule),
      reasons: [],
    }),
  )
}

function dateFinding(
  { field, found, says, start = 0, end = found.length, warnsOnly }: DateFault,
  text: string,
): Finding {
  const weight = warnsOnly ? 'warns' : 'confirm'
  return finding(
    field,
    text,
    { start, end },
    {
      kind: 'date',
      weight,
      says,
      reasons: weight === 'confirm' ? ['date-is-right'] : [],
    },
  )
}

function finding(
  field: string,
  text: string,
  { start, end }: { start: number; end: number },
  rest: Pick<Finding, 'kind' | 'weight' | 'says' | 'reasons'>,
  demand?: string,
): Finding {
  // What was found is not kept in the confirmation: it may be the number of somebody.
  const key = createHash('sha256')
    .update(JSON.stringify([rest.kind, demand, rest.reasons, field, start, end, text]))
    .digest('hex')
  return {
    key,
    field,
    found: text.slice(start, end),
    before: text.slice(Math.max(0, start - around), start),
    after: text.slice(end, end + around),
    ...rest,
  }
}
