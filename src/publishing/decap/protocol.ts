/**
 * What Decap's client (src/pages/admin/_client) and the gateway say to each other: `POST /admin/gateway` with
 * `{ branch: 'main', action, params }` as JSON. It is decap-cms-backend-proxy 3.16 with what that one lacks: the
 * version an editor began from, pages of a long list, and pictures by address instead of by content.
 * Types only: both sides import them and nothing else from here.
 *
 * | action                       | who          | does                                                                |
 * | ---------------------------- | ------------ | ------------------------------------------------------------------- |
 * | entriesByFolder              | every editor | published entries of one type, newest first, front matter only      |
 * | entriesByFiles, getEntry     | every editor | published files, whole                                              |
 * | unpublishedEntries           | every editor | drafts with their text: a contributor's own, everyone else's all    |
 * | unpublishedEntry             | same         | one draft; 404 `not-found` sends Decap to the published entry       |
 * | unpublishedEntryDataFile     | same         | the text of a draft                                                 |
 * | persistEntry                 | every editor | saves a draft, whole or not, with its pictures; takes reviews back  |
 * | updateUnpublishedEntryStatus | see below    | moves a draft between Decap's columns                               |
 * | publishUnpublishedEntry      | publisher    | final review: merges the draft into main                            |
 * | deleteUnpublishedEntry       | see below    | throws a draft away: who began it, or a publisher                   |
 * | deleteFiles                  | publisher    | takes unused media down; an entry goes at /admin/entries/removal    |
 * | getMedia, getMediaFile       | every editor | published pictures and files, by address                            |
 * | persistMedia                 | publisher    | a picture outside any draft                                         |
 * | entryAside                   | every editor | who else has an entry open, and what was noted at its fields        |
 * | endNote                      | its author   | a note is done                                                      |
 * | info                         | every editor | `{ repo, publish_modes, type }`                                     |
 *
 * Decap has three columns. The reviews (三审) live on the server and are finer:
 *
 * | Decap's status    | shown  | means                                                                              |
 * | ----------------- | ------ | ---------------------------------------------------------------------------------- |
 * | `draft`           | 草稿   | being written (what it lacks is asked for when it is handed in), or returned       |
 * | `pending_review`  | 审核中 | handed in; 初审 and 复审 are recorded one after the other by two reviewers         |
 * | `pending_publish` | 待签发 | both are recorded for exactly this text; 终审 is the publication                   |
 *
 * `updateUnpublishedEntryStatus` to `pending_review` hands a draft in, to `draft` takes it back (who wrote it) or
 * returns it (reviewer, publisher); to `pending_publish` it records 复审 if that is the one review missing and this
 * person may give it, otherwise it is refused in words. All other moves are made at /admin/reviews.
 *
 * Every request carries the session cookie, `Content-Type: application/json` and the header `gatewayHeader`: another
 * site cannot send them. Answers are JSON and never redirects: 401 leaves the text in the editor.
 */
export const gatewayHeader = 'X-Portal-Gateway'

/** Decap's columns. */
export type DraftStatus = 'draft' | 'pending_review' | 'pending_publish'

/**
 * Names an entry in its collection: the path below the folder of its type without `.md`, such as
 * `2026/wang-xiulan` or `shi-wenmingban`; `site` for the settings. Its last part is the entry's id.
 */
type Slug = string
/** The id of a Git blob, 40 hexadecimal digits: the version of a file. */
type Oid = string
/** A path in the repository, such as `content/role-models/2026/wang-xiulan.md`. */
type Path = string

/** A file with its text. Decap reads `file.id` as its version. */
export interface StoredEntry {
  file: { path: Path; id: Oid; label?: string; author?: string; updatedOn?: string }
  data: string
}

export interface Draft {
  /** `<collection>/<slug>`. */
  id: string
  collection: string
  slug: Slug
  status: DraftStatus
  /** Every file that the draft changes, the entry and its pictures. `newFile`: main has no such file. */
  diffs: { id: Oid; path: Path; newFile: boolean }[]
  /** ISO 8601. */
  updatedAt: string
  /** The name of who wrote last. */
  pullRequestAuthor: string
}

export interface MediaFile {
  id: Oid
  name: string
  path: Path
  size: number
  /** Where a signed-in editor's browser can fetch it. */
  url: string
}

/** A picture that is sent, or one that the draft holds already and keeps. What is in neither form leaves the draft. */
export type Asset = { path: Path; content: string; encoding: 'base64' } | { path: Path; keep: true }

export interface GatewayActions {
  info: { params: object; answer: { repo: string; publish_modes: ['editorial_workflow']; type: string } }
  /** Without `page` every entry comes. A page is counted from 0; `next` is missing on the last. */
  entriesByFolder: {
    params: { folder: Path; extension: string; depth: number; page?: number }
    answer: { entries: StoredEntry[]; count: number; pageSize: number; next?: number }
  }
  entriesByFiles: { params: { files: { path: Path; label?: string }[] }; answer: StoredEntry[] }
  getEntry: { params: { path: Path }; answer: StoredEntry }
  unpublishedEntries: { params: object; answer: (Draft & { data: string })[] }
  unpublishedEntry: { params: { collection: string; slug: Slug }; answer: Draft }
  unpublishedEntryDataFile: {
    params: { collection: string; slug: Slug; path: Path; id: Oid }
    answer: { data: string; id: Oid }
  }
  persistEntry: {
    params: {
      dataFiles: { slug: Slug; path: Path; raw: string }[]
      assets: Asset[]
      options: { collectionName: string; newEntry: boolean }
      /**
       * The version of each data file that the editor began from, null for one that is not there: a new one, or one
       * just taken down (Decap's "unpublish" is deleteFiles, then persistEntry). It must be the version of the
       * draft, or of main when there is no draft; anything else is 409 `stale` with `by`, `at` and `oid`.
       * When main has moved under a draft, only main's new version will do: it says that the editor has seen it.
       */
      base: Record<Path, Oid | null>
    }
    /** The version now stored at each path: the base of the next save. `stored`: where each picture that was sent lies; the text names it so. */
    answer: { versions: Record<Path, Oid>; stored: Record<Path, Path> }
  }
  updateUnpublishedEntryStatus: {
    params: { collection: string; slug: Slug; newStatus: DraftStatus }
    answer: { status: DraftStatus }
  }
  publishUnpublishedEntry: { params: { collection: string; slug: Slug }; answer: { commit: string } }
  deleteUnpublishedEntry: { params: { collection: string; slug: Slug }; answer: object }
  deleteFiles: { params: { paths: Path[] }; answer: { commit: string } }
  getMedia: { params: { mediaFolder: Path }; answer: MediaFile[] }
  getMediaFile: { params: { path: Path }; answer: MediaFile }
  persistMedia: { params: { asset: Asset }; answer: MediaFile }
  /** Also says that this person has the entry open now. */
  entryAside: { params: { collection: string; slug: Slug }; answer: Aside }
  endNote: { params: { collection: string; slug: Slug; id: number }; answer: { ended: string } }
}

export type GatewayAction = keyof GatewayActions

export interface GatewayRequest<Action extends GatewayAction = GatewayAction> {
  branch: 'main'
  action: Action
  /** `branch` again, as Decap sends it, and keys not named above are ignored. */
  params: GatewayActions[Action]['params']
}

/** Why nothing was done; the status in the comment. */
export type GatewayReason =
  | 'not-signed-in' // 401
  | 'forbidden' // 403: not for this role, or somebody else's draft
  | 'same-person' // 403: a review by who wrote it, or twice by one person
  | 'step-missing' // 409: an earlier review is not recorded for this text
  | 'gate' // 422: a gate of the type, such as the exposure board's; `field` when one field is the cause
  | 'not-found' // 404
  | 'stale' // 409: somebody else saved, published or deleted it since
  | 'taken' // 409: a new entry whose id exists in its type
  | 'conflict' // 409: main has moved under the draft and both changed the same lines
  | 'invalid' // 422: the schema; `field` is the path inside the entry, such as `pictures.0.alt`; `unfinished` when handed in
  | 'bad-file' // 422: a picture or file that is not what its name says, or may not be here
  | 'too-large' // 413
  | 'bad-request' // 400: no such action, branch, path or parameter
  | 'unavailable' // 503
  | 'no-room' // 507: the disk is full

/** Something that a draft lacks before it may be handed in. */
export interface Unfinished {
  /** The path inside the entry, such as `pictures.0.alt`; empty when it is about the whole file. */
  field: string
  /** The field in the words of its form. */
  where: string
  message: string
}

/** What a reviewer noted at a field of a draft. */
export interface FieldNote {
  id: number
  field: string
  /** The field in the words of its form. */
  where: string
  body: string
  by: string
  at: Date
}

/** What stands beside an entry in the editor. */
export interface Aside {
  /** Who else has had it open in the last minutes, and how many minutes ago. */
  others: { name: string; minutes: number }[]
  notes: (Omit<FieldNote, 'at'> & { at: string })[]
  returned?: { by: string; reason: string }
}

/** The body of every answer that is not 2xx. `error` is Chinese and names the field's label when there is one. */
export interface GatewayRefusal {
  error: string
  reason: GatewayReason
  field?: string
  path?: Path
  /** For `stale`: who changed it, when (ISO 8601), and the version that is there now; no `oid` when it is gone. */
  by?: string
  at?: string
  oid?: Oid
  /** For a draft that is not whole yet: all that it lacks. */
  unfinished?: Unfinished[]
}

/** A move of a draft through the three reviews, in their order. */
export type ReviewMove =
  | 'submission' // 提交审核: draft → pending_review, by who wrote it
  | 'first-review' // 初审: by a reviewer who did not write it
  | 'second-review' // 复审: by another reviewer who did not write any of it either; → pending_publish
  | 'publication' // 终审: by a publisher who neither wrote nor reviewed it; puts it on main
  | 'return' // 退回: by a reviewer or publisher, with a reason; → draft

/** Where a draft stands, for the pages under /admin. Any save takes its reviews back. */
export interface ReviewState {
  collection: string
  slug: Slug
  path: Path
  /** The title field of the entry. */
  title: string
  status: DraftStatus
  /** The commit of the draft that this speaks of: a move names it, so that nobody approves a text they have not seen. */
  head: string
  /** Whether main has this entry already. */
  isModification: boolean
  /** Names of those who wrote, the last author last. */
  authors: string[]
  /** Whether this person wrote any of it. */
  isOwn: boolean
  /** Names on commits that came by `git push`, which nobody has signed. */
  pushedBy: string[]
  /** Files that it changes beside the entry and what that shows: with one of them it is not moved on. */
  foreign: string[]
  /** It takes away what readers see: all of it, or all but a dated note. */
  removal?: { reason: string; leavesNote: boolean }
  updatedAt: Date
  /** What it lacks: while there is anything it can only be sent back. */
  unfinished: Unfinished[]
  /** The reviews given to exactly this text, in order. */
  reviews: { move: 'first-review' | 'second-review'; by: string; at: Date }[]
  /** Why it was last returned, until it is submitted again. */
  returned?: { by: string; at: Date; reason: string }
  /** What this person may do now, and what stands against a move that is next but not theirs, in words. */
  moves: ReviewMove[]
  waitsFor: string
}
