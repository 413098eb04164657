/** Spans of time, in milliseconds. A day of the calendar is another thing: lishui.ts. */
export const aMinute = 60_000
export const anHour = 60 * aMinute
export const aDay = 24 * anHour

/** The moment so many milliseconds after another. */
export const later = (moment: Date, span: number): Date => new Date(moment.getTime() + span)

/** The moment so many milliseconds before another. */
export const earlier = (moment: Date, span: number): Date => later(moment, -span)
