import { readFileSync } from 'node:fs'
import { parseYamlFile } from '#publishing/edition/entry-file.ts'
import { settingsFile } from '#publishing/types/settings.ts'

const parsed = parseYamlFile(
  settingsFile.path,
  readFileSync(new URL(`../../${settingsFile.path}`, import.meta.url)),
  settingsFile.schema,
)
if ('faults' in parsed) throw new Error(parsed.faults.map(({ field, message }) => `${field}: ${message}`).join('\n'))

/** The settings of the starter content. */
export const starterSettings = parsed.data
