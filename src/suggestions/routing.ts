/** What content registers and settings say about who answers for what, as plain data: an `Edition`'s fit. */
export interface Registers {
  /** In their own order; the first that covers a category leads. */
  indicators: readonly {
    id: string
    data: { title: string; lead: string; supporting: readonly string[]; categories: readonly string[] }
  }[]
  places: readonly {
    id: string
    data: { title: string; aliases: readonly string[]; county: string; unit: string; doorstep: boolean }
  }[]
  departments: readonly { id: string; data: { level: string; county?: string | undefined } }[]
  settings: {
    /** The county in which the city's own departments act; elsewhere the county does (属地). */
    city_county: string
    /** Those about what a doorstep agreement (门前三包) covers: its place's unit leads there. */
    categories: readonly { code: string; doorstep: boolean }[]
  }
}

/** A unit that the registers name for a suggestion, and what names it. */
export interface Proposal {
  unit: string
  because: { indicator: string } | { place: string } | { county: string }
}

export interface Routing {
  /** Undefined when the registers say nothing: then the clerk chooses. */
  lead: Proposal | undefined
  coUnits: Proposal[]
}

/**
 * Proposes who leads and who helps (clauses 7, 10 and 15). Category → indicator → its lead unit in the city's own
 * county, the county's unit elsewhere; place → the unit that answers for it, which helps, or leads where its
 * doorstep agreement covers the matter. Only units of the register are proposed, each once. A clerk decides.
 */
export function proposeRouting(
  suggestion: { category: string; county: string; place: string },
  registers: Registers,
): Routing {
  const known = new Set(registers.departments.map(({ id }) => id))
  const place = findPlace(suggestion, registers.places)
  const byPlace: Proposal[] = place ? [{ unit: place.data.unit, because: { place: place.id } }] : []
  const { city_county, categories } = registers.settings
  const doorstep =
    place?.data.doorstep === true && categories.some(({ code, doorstep }) => doorstep && code === suggestion.category)
  const inCity = suggestion.county === city_county
  const byCategory = inCity
    ? proposeByIndicators(suggestion.category, registers.indicators)
    : proposeByCounty(suggestion.county, registers.departments)

  const inOrder = doorstep ? [...byPlace, ...byCategory.leads] : [...byCategory.leads, ...byPlace]
  const all = [...inOrder, ...byCategory.helpers].filter(({ unit }) => known.has(unit))
  const [lead, ...coUnits] = all.filter(({ unit }, index) => all.findIndex(other => other.unit === unit) === index)
  return { lead, coUnits }
}

/** The place of the register that a citizen's words name: of several the one with the longest name. */
export function findPlace<Place extends Registers['places'][number]>(
  { county, place }: { county: string; place: string },
  places: readonly Place[],
): Place | undefined {
  const typed = plain(place)
  let best: { entry: Place; length: number } | undefined
  for (const entry of places) {
    if (entry.data.county !== county) continue
    for (const name of [entry.data.title, ...entry.data.aliases].map(plain)) {
      if (name.length > 1 && typed.includes(name) && name.length > (best?.length ?? 0))
        best = { entry, length: name.length }
    }
  }
  return best?.entry
}

function proposeByIndicators(
  category: string,
  indicators: Registers['indicators'],
): { leads: Proposal[]; helpers: Proposal[] } {
  const covering = indicators.filter(({ data }) => data.categories.includes(category))
  const [first, ...others] = covering.map(({ id, data }) => ({ unit: data.lead, because: { indicator: id } }))
  // The supporting units of an indicator are too many to ask each time: a street helps where the place is its own.
  return { leads: first ? [first] : [], helpers: others }
}

function proposeByCounty(
  county: string,
  departments: Registers['departments'],
): { leads: Proposal[]; helpers: Proposal[] } {
  const unit = departments.find(({ data }) => data.level === 'county' && data.county === county)
  return { leads: unit ? [{ unit: unit.id, because: { county } }] : [], helpers: [] }
}

/** Without blanks and punctuation, which people leave out as they like. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, '')
}
