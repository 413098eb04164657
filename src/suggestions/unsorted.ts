/** Stands as category and county of what came by e-mail until the desk has said what it is about and where; SQL checks the same word. */
export const unsorted = 'unsorted'

const words = '待分类'

/** What the city's settings call a category or county; what is no longer in them by its code. */
export const nameOfChoice = (choices: ReadonlyMap<string, string>, code: string): string =>
  choices.get(code) ?? (code === unsorted ? words : code)

/** What a list can be filtered by: the choices of the settings, and what has none of them yet. */
export const withUnsorted = (choices: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...choices, [unsorted, words]])

/** Whether somebody has yet to say what it is about, or where. */
export const isUnsorted = ({ category, county }: { category: string; county: string }): boolean =>
  category === unsorted || county === unsorted
