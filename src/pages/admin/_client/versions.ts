type Oid = string

/**
 * Which version of a file the text in the editor began from, so that a save can say so and nobody overwrites
 * what somebody else saved meanwhile.
 */
export interface Versions {
  /** A whole text came from the server. */
  received(path: string, text: string, oid: Oid): void
  /** Decap is about to save what was opened with this text; it names the same text at every save. */
  beganFrom(path: string, text: string): void
  /** The version to name in a save; null when there is none on the server. */
  baseOf(path: string): Oid | null
  /** The server now holds this version (saved here, or accepted knowingly); null when it was taken down. */
  replaced(path: string, oid: Oid | null): void
}

/** @param hasBackup whether Decap keeps an unsaved text of this path from an earlier visit */
export function createVersions(hasBackup: (path: string) => Promise<boolean>): Versions {
  const oidOfText = new Map<string, Oid>()
  const open = new Map<string, { text: string | undefined; oid: Oid | null }>()
  // A text restored from Decap's backup was never sent by the server: what it began from is remembered here.
  const storageKey = (path: string) => `portal.version.${path}`

  return {
    received(path, text, oid) {
      oidOfText.set(`${path}\n${text}`, oid)
      if (open.get(path)?.text === undefined) open.delete(path)
      void hasBackup(path).then(kept => {
        if (!kept) localStorage.setItem(storageKey(path), oid)
      })
    },
    beganFrom(path, text) {
      const now = open.get(path)
      if (now && (now.text === text || now.text === undefined)) return
      open.set(path, { text, oid: oidOfText.get(`${path}\n${text}`) ?? localStorage.getItem(storageKey(path)) })
    },
    baseOf: path => open.get(path)?.oid ?? null,
    replaced(path, oid) {
      open.set(path, { text: oid === null ? undefined : open.get(path)?.text, oid })
      if (oid !== null) localStorage.setItem(storageKey(path), oid)
    },
  }
}
