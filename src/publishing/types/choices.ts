import { codeOf } from '#forms/entry-fields.ts'

/** The lists of the settings from which entries and forms choose. */
export const choiceLists = ['counties', 'categories', 'honours'] as const
export type ChoiceList = (typeof choiceLists)[number]

/** What the city's lists offer: names by code, in the city's order. */
export type CityChoices = Readonly<Record<ChoiceList, ReadonlyMap<string, string>>>

/** Where in the city something is: a field of an entry. */
export const county = () => codeOf('counties', '县（市、区）')

/** The lists of the settings by code. */
export function choicesOf(
  settings: Readonly<Record<ChoiceList, readonly { code: string; name: string }[]>>,
): CityChoices {
  const named = (list: ChoiceList) => new Map(settings[list].map(({ code, name }) => [code, name]))
  return { counties: named('counties'), categories: named('categories'), honours: named('honours') }
}
