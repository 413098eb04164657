/** A database of the last landing, as SQL. `node tests/db/write-landed.ts` makes it. */
export const landedDump = new URL('landed.sql.gz', import.meta.url)

/** By which its names and phone numbers are sealed. */
export const landedKey = Buffer.alloc(32, 7)
