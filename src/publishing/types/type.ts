import type * as z from 'zod'
import type { CityChoices } from './choices.ts'
import { entrySchema, type Fault } from './entry.ts'

/** Where readers find the list of a type. */
export interface Column {
  href: string
  title: string
  /** What it is for, in one sentence: under the title, on the page above, in its feed. */
  lead: string
  /** The words of a link to the whole list. */
  all: string
  /** The column that also shows it: its page, its place in the navigation, its feed. */
  within?: '/news' | '/creation'
}

/** What one line about an entry says, in a list of news or in a feed. */
export interface Row {
  title: string
  summary: string
  kind: string
  /** The day it is listed under, when that is not the day of its publication. */
  on?: string
}

/** A state that stands beside the name of an entry. */
export interface Mark {
  words: string
  tone: 'celadon' | 'gold' | 'late' | 'plain'
}

/** What the types ask of the city's settings. */
export interface SettingsOfTypes {
  allow_person_exposure: boolean
  conduct_law: string
  exposure_article: string
}

/** What the suggestions say about a number and a unit; undefined when there is no such suggestion. */
export type SuggestionFacts = (
  number: string,
  unit: string,
) => Promise<{ overdue: boolean; supervised: boolean } | undefined>

/** A draft that is about to be published. */
export interface AtTheGate<Data> {
  entry: Data
  body: string
  /** What is published of it now. */
  before: { entry: Data; body: string } | undefined
  /** The draft brings pictures that are not published yet. */
  hasNewPictures: boolean
  /** It puts another picture behind a name that is published. */
  hasReplacedPictures?: boolean
  /** The names of those who have reviewed exactly this text, and of who is about to publish it. */
  signed: readonly string[]
  settings: SettingsOfTypes
  now: Date
  suggestionFacts: SuggestionFacts
}

/** What stands once among the entries of a type that readers see at the same time. */
export interface UniqueRule<Data, Field = string> {
  /** What an entry says that no other may say; none where the rule asks nothing of it. Blanks and width do not count. */
  keys(data: Data): readonly string[]
  /** Of two with the same key, whether one stands in the way of the other; always unless said. */
  clash?(a: Data, b: Data): boolean
  /** Where the fault is shown, and what it says before the name of the other entry. */
  field: Field
  says: string
}

export interface GateFault {
  field?: string
  error: string
}

type Described<Name, Data, Field> = {
  /** Also its folder: an entry lies at `content/<name>/<id>.md`, with `byYear` at `content/<name>/<year>/<id>.md`. */
  name: Name
  byYear?: boolean
  /** What editors call all of them, and one. */
  label: string
  one: string
  /** The field that names an entry; `title` unless said. */
  titleField?: Field
  /** The label of the Markdown below the fields. */
  body: string
  /** The field with an entry's own day: of what was published at once, the newest stands first. */
  date?: Field
  /** The order of the list, where it is not the newest publication first. */
  order?(a: Data, b: Data): number
  /** The list that editors see: what a line says, by what it is sorted, filtered and grouped. */
  editors?: { summary?: string; sort?: Field[]; filter?: Field; group?: Field }
  /** The address of an entry, up to its id. Without it an entry has no page. */
  address?: string
  /** Ids that no entry has, because another page of the portal stands at that address and would hide it. */
  takenIds?: readonly string[]
  /** The values of a choice by which readers look for entries; those in use are linked on the site map. */
  parts?: { by: Field; address(value: string): string }
  /** With it entries stand in the feed of their column, and of the one above it. */
  row?(data: Data, choices: CityChoices): Row
  /** Its pages bring a picture for those who share them: the paths of at most two pictures in it, beside its title. */
  sharePictures?(data: Data): readonly string[]
  /** The days after which its column counts as stale, unless the city's settings say otherwise. */
  freshDays?: number
  /** The field with the day at whose end an entry comes down by itself. */
  until?: Field
  /** Why nobody may see an entry, whenever it was published. */
  barred?(data: Data, settings: SettingsOfTypes): { field: string; message: string } | undefined
  /** What readers see of an entry that stands, where that is less than it says. */
  shown?(data: Data): Data
  /** Fields that do not belong to an entry of its kind and that a file may hold all the same: taken out before it is handed in. */
  misplaced?(data: Data): { field: string; says: string }[]
  /** What is left of an entry once it is withdrawn, without text and pictures; undefined while it stands. */
  withdrawn?(data: Data): Data | undefined
  /** Entries that the site cannot do without: where one is missing, the portal's own is put in at its start, and nobody deletes it. */
  required?: readonly string[]
  /** What a deletion makes of an entry of which the law asks that a dated note stays; undefined where its file goes. */
  withdraw?(data: Data, note: { on: string; reason: string }): Data | undefined
  /** Days that have passed when an entry is published, and days of which the first is not after the second; paths as `steps.*.on`. */
  days?: { past?: readonly string[]; inOrder?: readonly (readonly [string, string])[] }
  /**
   * Whether an entry is about children: what points at one is then confirmed by a second person, and so are the faces in
   * its photographs; the type has a `childCheck`.
   */
  minors?(data: Data): boolean
  /**
   * What the search for personal data need not ask about: places of offices (`exempt`, paths as `steps.*.text`), and the
   * name that an entry is about and that its person agreed to (`own`). Numbers stop every publication until a second
   * person has confirmed them, the rest only where it is `strict`; with `nobody` it may be confirmed as a mistaken find
   * alone, because the entry must point at nobody.
   */
  personalData?: { exempt?: readonly string[]; own?: Field; strict?(data: Data): 'confirmed' | 'nobody' | undefined }
  /** What no two of its entries say. */
  unique?: readonly UniqueRule<Data, Field>[]
  /** What of a published entry stays as it is. */
  kept?(data: Data, before: Data): GateFault | undefined
  /** What stands against its publication beside the reviews: the first rule that is not kept. */
  gate?(given: AtTheGate<Data>): Promise<GateFault | undefined>
  /** Whether no draft of another entry may replace a picture that it shows. Before decision 083 these alone were held back when they came to main without reviews. */
  guarded?(data: Data): boolean
  /** Entries are looked up: the common pages list them with these facts, filter by these choices, and offer all as a table. */
  register?: {
    facts: Field[]
    filters: Field[]
    /** The list of groups each of which is a line of the table that readers keep; without it an entry is a line. */
    lines?: Field
    /** A number of each line that is counted from the entry and never typed. */
    counted?: { label: string; of(data: Data, line: Record<string, unknown>): number }
    /** The choice by which they are ordered first: each value is a heading of the list. */
    group?: Field
    /** What an entry is on a day, beside its name. */
    mark?(data: Data, today: string): Mark | undefined
    /** What a field says on a day, where its value alone would say less. */
    said?(data: Data, today: string): Partial<Record<string, string>>
    /** A page beside the list. */
    beside?: { href: string; label: string }
  }
}

/** Everything that is known of a content type; see `contentType`. */
export interface ContentType<Name extends string = string, Data = Record<string, unknown>> extends Described<
  Name,
  Data,
  string
> {
  byYear: boolean
  titleField: string
  column?: Column
  /** The plain object, whose shape gives the editors' form. */
  fields: z.ZodObject
  /** The fields with the rules between them. */
  schema: z.ZodType<Data>
}

/**
 * Describes a content type. This is all there is to say of it: the edition, the editors' forms and lists, the pages of
 * registers, the site map, feeds, addresses, freshness, references and reviews go through the list of types in `index.ts`.
 * @param given.rules what must hold between the fields of an entry
 */
export function contentType<
  const Name extends string,
  Fields extends z.ZodObject,
  const Shown extends Column | undefined = undefined,
>(
  given: Described<Name, z.output<Fields>, keyof z.output<Fields> & string> & {
    fields: Fields
    column?: Shown
    rules?(entry: z.output<Fields>, fault: Fault): void
  },
): ContentType<Name, z.output<Fields>> & { column: Shown } {
  const { rules, ...type } = given
  return {
    titleField: 'title',
    byYear: false,
    ...type,
    ...(type.minors && checksOfMinors(type)),
    column: type.column as Shown,
    schema: entrySchema(given.fields, rules) as z.ZodType<z.output<Fields>>,
  }
}

/** What is asked of a type of which an entry may be about minors. Who names a child has asked: a second person says so. */
function checksOfMinors<Name, Data, Field>({
  minors,
  personalData: { exempt = [], strict, ...own } = {},
  days: { past = [], ...inOrder } = {},
}: Described<Name, Data, Field>): Pick<Described<Name, Data, Field>, 'personalData' | 'days'> {
  return {
    personalData: {
      ...own,
      exempt: [...exempt, 'child_check.by'],
      strict: data => strict?.(data) ?? (minors?.(data) ? 'confirmed' : undefined),
    },
    days: { ...inOrder, past: [...past, 'child_check.on'] },
  }
}
