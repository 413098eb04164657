import type { Names } from '#machines/open311/requests.ts'
import type { Edition } from '#publishing/edition/edition.ts'

/** What the city's settings and register call a category and a unit; what is no more there by its code. */
export const namesOf = (edition: Edition): Names => ({
  ofService: code => edition.choices.categories.get(code) ?? code,
  ofUnit: id => edition.find('departments', id)?.data.name ?? id,
})
