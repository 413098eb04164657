import type * as z from 'zod'
import { articles } from './article.ts'
import { budgets } from './budget.ts'
import { contests } from './contest.ts'
import { departments } from './department.ts'
import { drives } from './drive.ts'
import { exposures } from './exposure.ts'
import { facilities } from './facility.ts'
import { indexScores } from './index-score.ts'
import { honours } from './honour.ts'
import { indicators } from './indicator.ts'
import { inspections } from './inspection.ts'
import { notices } from './notice.ts'
import { pages } from './page.ts'
import { places } from './place.ts'
import { publicServiceAds } from './public-service-ad.ts'
import { roleModels } from './role-model.ts'
import { tasks } from './task.ts'
import { schemes } from './scheme.ts'
import { surveys } from './survey.ts'
import { texts } from './text.ts'
import type { Column, ContentType } from './type.ts'
import { wording } from './wording.ts'

const types = [
  roleModels,
  exposures,
  publicServiceAds,
  notices,
  articles,
  departments,
  indicators,
  tasks,
  budgets,
  indexScores,
  places,
  facilities,
  drives,
  honours,
  inspections,
  schemes,
  surveys,
  contests,
  pages,
  texts,
  wording,
] as const

type Listed = (typeof types)[number]
export type TypeName = Listed['name']

/** What an entry of this type says. */
export type DataOf<Name extends TypeName> = z.output<Extract<Listed, { name: Name }>['schema']>

/** Every content type, in the order of the editors' navigation. All else about a type is in its file. */
export const contentTypes: readonly ContentType<TypeName>[] = types

/** The columns that have a feed, at their address followed by `/feed.xml`. */
export const feeds: readonly Column[] = contentTypes.flatMap(({ column, row }) => (column && row ? [column] : []))

export function typeNamed(name: string | undefined): ContentType<TypeName> | undefined {
  return contentTypes.find(type => type.name === name)
}

/** The address of an entry on the public site, undefined for a type whose entries have no page there. */
export function entryAddress(name: string, id: string): string | undefined {
  const address = typeNamed(name)?.address
  return address && `${address}${id}`
}
