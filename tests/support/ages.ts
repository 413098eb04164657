/** The day of the shifts that tests of ages are about: two days from `monday`. */
export const thatDay = '2026-11-25'

/** Born so that they turn so many years old on that day, or `days` later. */
export function turning(years: number, days = 0): string {
  const born = new Date(`${Number(thatDay.slice(0, 4)) - years}${thatDay.slice(4)}T00:00:00Z`)
  return new Date(born.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}
