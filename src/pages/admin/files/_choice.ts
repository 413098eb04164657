import type { FileState } from '#publishing/files/listing.ts'

/** A file that an editor may put into an entry, as the window in the editor shows it. */
export interface FileChoice {
  address: string
  name: string
  bytes: number
  state: FileState
  owner: string | null
}
