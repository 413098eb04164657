import { findPersonalData } from '#checks/personal-data.ts'
import { findCoverable, type Found, placesOfGiven } from '#suggestions/redaction/findings.ts'
import type { CoverKind } from '#suggestions/redaction/words.ts'
import { objectionWords } from './words.ts'

const { publicText: words } = objectionWords
const numbers: readonly CoverKind[] = ['mobile', 'identity', 'bank']

/**
 * Why a text may not stand on a public notice; undefined where it may. Numbers and homes never do, nor what somebody
 * `gave` as their name and number; what may be somebody's name does when `looked` says that a person has read it.
 */
export function whyNotPublic(
  text: string,
  { looked, gave = [] }: { looked: boolean; gave?: readonly string[] },
): string | undefined {
  const said = ({ start, end }: Pick<Found, 'start' | 'end'>) => text.slice(start, end)
  if (gave.some(word => placesOfGiven(word, text).length > 0)) return words.given
  const found = findCoverable(text)
  const homes = findPersonalData(text).filter(({ kind }) => kind === 'address')
  const certain = found.filter(
    ({ kind, start, end }) => numbers.includes(kind) || homes.some(home => home.start < end && start < home.end),
  )
  if (certain.length > 0) return words.certain(certain.map(said))
  return looked || found.length === 0 ? undefined : words.doubtful(found.map(said))
}
