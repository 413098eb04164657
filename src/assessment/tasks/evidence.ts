import { entryId } from '#forms/entry-fields.ts'
import { entryAddress } from '#publishing/types/index.ts'
import type { Task } from '#publishing/types/task.ts'

/** What a task names as its evidence, by the field that it stands in. */
export type TaskEvidence = Pick<Task, 'notices' | 'articles' | 'exposures' | 'records'>

const entries = ['notices', 'articles', 'exposures'] as const
const recordAddress = '/suggestions/'

/**
 * The evidence that is written line by line, as addresses of the portal or numbers of suggestions, and the lines that are
 * neither. Whose portal an address names is not asked: what counts is whether such an entry is there.
 */
export function readEvidence(lines: readonly string[]): { evidence: TaskEvidence; unread: string[] } {
  const evidence: TaskEvidence = { notices: [], articles: [], exposures: [], records: [] }
  const unread = lines.filter(line => {
    const path = /^20\d\d-\d+$/.test(line) ? `${recordAddress}${line}` : pathOf(line)
    const type = entries.find(name => entryId.test(idIn(path, name)))
    if (type) evidence[type].push(idIn(path, type))
    const number = path.startsWith(recordAddress) ? path.slice(recordAddress.length) : ''
    const isRecord = /^20\d\d-[1-9]\d{0,6}$/.test(number)
    if (isRecord) evidence.records.push(number)
    return !type && !isRecord
  })
  return { evidence, unread }
}

const pathOf = (line: string) => (URL.canParse(line, 'https://here') ? new URL(line, 'https://here').pathname : '')

function idIn(path: string, type: (typeof entries)[number]): string {
  const address = entryAddress(type, '')!
  return path.startsWith(address) ? path.slice(address.length) : ''
}

/** The address of each, as it is kept and shown. */
export const addressesOf = ({ records, ...named }: TaskEvidence): string[] => [
  ...entries.flatMap(name => named[name].map(id => entryAddress(name, id)!)),
  ...records.map(number => `${recordAddress}${number}`),
]
