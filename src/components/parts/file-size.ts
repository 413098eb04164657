/** A size in words: `86 KB`, `1.4 MB`, `76.2 GB`. */
export function formatSize(bytes: number): string {
  if (bytes >= 1024 ** 3) return `${(bytes / 1024 ** 3).toFixed(1)} GB`
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A file's kind by its name, in capitals: `PDF`, `SVG`. */
export function fileKind(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toUpperCase()
}
