import type { Edition } from '#publishing/edition/edition.ts'

/** What the page cache (process/page-cache.ts) has kept of a page. */
export interface KeptPage {
  html: string
  headers: Record<'Cache-Control' | 'ETag' | 'Vary' | 'Content-Type', string>
}

/** The turn of one request to make a page for all who ask for it meanwhile. */
export interface PageTurn {
  /** Takes in what was made. Gives what to show instead: with its headers; an older page when this one is partial. */
  keep(page: {
    /** As Astro has read it. */
    url: URL
    elder: boolean
    /** The `Content-Type`: a page, or a feed. */
    type: string
    html: string
    /** The names of the query that the page reads. */
    query: readonly string[]
    edition: Edition
    readsDatabase: boolean
    /** Something of the database is missing. */
    partial: boolean
  }): KeptPage | undefined
  /** The page at this path is made for each reader. */
  refuse(url: URL): void
  /** Whatever came of it: those who wait go on. */
  end(): void
}
