import { fields, line } from '#forms/fields.ts'
import { officeWords as words } from '#volunteering/volunteers/office-words.ts'

/** What the office types to find somebody: posted, so that no address holds it. */
export const searchForm = fields({ find: line(words.search, { max: 60, hint: words.searchHint }) })
