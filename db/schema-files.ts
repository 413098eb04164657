import type { ColumnType, GeneratedAlways } from 'kysely'

/** A file of the file store: a print file, a film, an attachment. Whether readers may have it follows from the entries that name it. */
export interface StoredFileTable {
  id: GeneratedAlways<number>
  /** What entries write and readers fetch: `/files/<16 digits>/<plain name>.<ext>`. */
  address: ColumnType<string, string, never>
  /** Where its bytes lie in the store: by the hash of the content. */
  stored_as: ColumnType<string, string, never>
  /** What its owner calls it, in Chinese too. */
  name: ColumnType<string, string, never>
  bytes: ColumnType<number, number, never>
  /** Null: it is from before files had owners. */
  owner_id: number | null
  stored_at: ColumnType<Date, Date, never>
  /** The file of which it is a new version. */
  replaces: ColumnType<number | null, number | null | undefined, never>
  withdrawn_at: ColumnType<Date | null, undefined, Date>
  withdrawn_by: ColumnType<number | null, undefined, number>
  withdrawn_because: ColumnType<string | null, undefined, string>
}

export interface FileTables {
  stored_file: StoredFileTable
}
