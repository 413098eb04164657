import { inWords } from '#publishing/types/in-words.ts'
import { contentTypes, type TypeName } from '#publishing/types/index.ts'
import type { Point } from '#components/parts/distance.ts'
import type { Edition, Entry } from '#publishing/edition/edition.ts'
import type { Column, ContentType } from '#publishing/types/type.ts'

/** Of a list of registers, those whose entries may say where they are. */
export const placedTypes = contentTypes.filter(
  (type): type is ContentType<TypeName> & { column: Column } =>
    type.column?.within === '/creation' && isPlaced(type as ContentType),
)

/** Whether entries of a type may say where they are. */
export function isPlaced({ fields: { shape } }: Pick<ContentType, 'fields'>): boolean {
  return 'latitude' in shape && 'longitude' in shape && 'county' in shape
}

/** Where an entry is, when it says so. */
export function pointOf({ data: { latitude, longitude } }: Pick<Entry, 'data'>): Point | undefined {
  return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : undefined
}

/** A row of a list with its number there. */
export interface NumberedPlace {
  id: string
  number: number
  label: string
  at: Point | undefined
}

/** Those that say where they are, as the map wants them. */
export const placedIn = (rows: readonly NumberedPlace[]) =>
  rows.flatMap(({ at, ...row }) => (at ? [{ ...row, ...at }] : []))

/** Every entry of these types that says where it is, in their order. */
export function listPlaced(edition: Edition, types: typeof placedTypes) {
  return types.flatMap(type =>
    (edition.list(type.name) as readonly Entry[]).flatMap(entry => {
      const at = pointOf(entry)
      const { county, street, address, kind } = entry.data as Record<string, string | undefined>
      const kindOf = type.fields.shape.kind && kind !== undefined ? inWords(type.fields.shape.kind, kind)[0] : undefined
      const about = [kindOf ?? type.one, edition.choices.counties.get(county ?? ''), address ?? street]
      return at
        ? [
            {
              type,
              entry,
              at,
              county,
              title: String(entry.data[type.titleField]),
              about: about.filter(Boolean).join(' · '),
            },
          ]
        : []
    }),
  )
}

/** Where a name is: of a place or one of its other names, whole before a part of it; then of a town of the map. */
export function findPoint(edition: Edition, typed: string): (Point & { name: string }) | undefined {
  const wanted = typed.normalize('NFKC').toLowerCase()
  const known = [
    ...edition.list('places').flatMap(entry => {
      const at = pointOf(entry)
      return at ? [entry.data.title, ...entry.data.aliases].map(name => ({ name, ...at })) : []
    }),
    ...(edition.settings.map?.towns ?? []),
  ].map(({ name, latitude, longitude }) => ({ name, latitude, longitude }))
  return (
    known.find(({ name }) => name.toLowerCase() === wanted) ??
    known.find(({ name }) => name.toLowerCase().includes(wanted))
  )
}
