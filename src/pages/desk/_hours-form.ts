import { clock, fields } from '#forms/fields.ts'
import { deadlineWords as words } from '#suggestions/clocks/desk-words.ts'

/** When the office is open: a deadline ends at its closing. */
export const hoursForm = fields({ opens_at: clock(words.office.opens), closes_at: clock(words.office.closes) })
