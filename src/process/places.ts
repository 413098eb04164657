import { join } from 'node:path'
import { sayDatabase } from '#db/dump.ts'
import type { Config } from '#config.ts'

type Part = 'database' | 'content' | 'files'

/** Where a command works, in words and without a password: the first line of every command that changes something. */
export function sayPlaces(config: Config, ...parts: Part[]): string {
  const repository = config.contentRepository ?? join(config.dataDir, 'content.git')
  const shared = config.contentShared?.replace(/\/\/[^/@\s]*@/, '//')
  const words: Record<Part, string> = {
    database: sayDatabase(config),
    content: `the content repository ${repository}${shared ? `, shared as ${shared}` : ''}`,
    files: `the files of ${config.dataDir}`,
  }
  return parts.map(part => words[part]).join(', ')
}
