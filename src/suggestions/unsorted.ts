/** Stands as category and county of what came by e-mail until the desk has said what it is about and where; SQL checks the same word. */
export const unsorted = 'unsorted'

const words = '待分类'

/** Stands for a category or county that the city has taken out of its settings. */
export const goneChoice = '已撤销'

/** What the city's settings call a category or county. */
export const nameOfChoice = (choices: ReadonlyMap<string, string>, code: string): string =>
  choices.get(code) ?? (code === unsorted ? words : goneChoice)

/** What a list can be filtered by: the choices of the settings, and what has none of them yet. */
export const withUnsorted = (choices: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...choices, [unsorted, words]])

/** Whether somebody has yet to say what it is about, or where. */
export const isUnsorted = ({ category, county }: { category: string; county: string }): boolean =>
  category === unsorted || county === unsorted
