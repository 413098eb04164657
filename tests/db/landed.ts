import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

/** A database of the last landing, as SQL. `npx node tests/db/write-landed.ts` makes it. */
export const landedDump = new URL('landed.sql.gz', import.meta.url)

/** A database of the baseline alone, which nothing makes again: its codes are open, and its sealed values name no key. */
export const firstLandingDump = new URL('first-landing.sql.gz', import.meta.url)

/** By which the names and phone numbers of both are sealed. */
export const landedKey = Buffer.alloc(32, 7)

export const readDump = async (dump: URL): Promise<string> => gunzipSync(await readFile(dump)).toString('utf8')
