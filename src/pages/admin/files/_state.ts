import type { FileState } from '#publishing/files/listing.ts'

/** What readers have stands out. */
export const fileTones = { waiting: 'plain', public: 'celadon', withdrawn: 'gold' } as const satisfies Record<
  FileState,
  string
>
