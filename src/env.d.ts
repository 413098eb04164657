/// <reference types="astro/client" />

declare namespace App {
  /** What layouts and components may read. Portal and person are reached through a visit alone (web/visit.ts). */
  interface Locals {
    /** The address citizens use, without a path: links that leave the page are built from it. */
    origin: string
    /** What is published and not expired at `now`. */
    edition: import('#publishing/edition/edition.ts').Edition
    /** On the preview of a draft: the edition with the draft in it. */
    draft?: {
      edition: import('#publishing/edition/edition.ts').Edition
      status: import('#publishing/decap/protocol.ts').DraftStatus
    }
    /** Shown on error pages and written in the log. */
    requestId: string
    now: Date
    /** Who is signed in, for the access log. */
    personId?: number | undefined
    /** Larger text and targets (适老化), kept by a cookie. */
    elder: boolean
    /** The database did not answer when the session was looked up: guarded pages say so with 503. */
    databaseAway: boolean
    /** The turn of this request to make a page for all who ask for it. */
    turn?: import('#web/page-turn.ts').PageTurn | undefined
    /** The page is the same for everybody: what it reads of the query, and what became of the rest. */
    shared?: { query: readonly string[]; readsDatabase: boolean; partial: boolean } | undefined
  }
}
