import type { Edition, Entry } from '#publishing/edition/edition.ts'
import type { Place } from '#publishing/types/place.ts'

/** The names of the query that finds places. */
export const placeQuery = ['q', 'county', 'kind', 'doorstep'] as const

/** What an address asks of the register of places. */
export function readPlaceQuery(query: URLSearchParams) {
  return {
    typed: (query.get('q') ?? '').slice(0, 60),
    county: query.get('county') || undefined,
    kind: query.get('kind') || undefined,
    onlyDoorstep: query.get('doorstep') === 'yes',
  }
}

/** The places that it finds: by their name, another name, their extent, or the unit that answers. */
export function findPlaces(
  edition: Edition,
  { typed, county, kind, onlyDoorstep }: ReturnType<typeof readPlaceQuery>,
): Entry<Place>[] {
  const wanted = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  return edition
    .list('places')
    .filter(
      ({ data }) =>
        (!county || data.county === county) && (!kind || data.kind === kind) && (!onlyDoorstep || data.doorstep),
    )
    .filter(({ data }) => {
      const unit = edition.find('departments', data.unit)?.data.short_name
      const text = [data.title, ...data.aliases, data.street, data.extent, unit].join(' ').toLowerCase()
      return wanted.every(word => text.includes(word))
    })
}
