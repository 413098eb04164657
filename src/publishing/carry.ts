import { entryAt, parseContentFile } from './edition/content-file.ts'
import { type Fault, maxEntryBytes } from './edition/entry-file.ts'
import { maxMediaBytes, mediaType } from './edition/media.ts'
import { twinsIn } from './edition/unique.ts'
import { readPublished } from './edition/published.ts'
import { portalItself } from './git/commits.ts'
import { mainBranch, type Repository } from './git/repository.ts'

/** A file that comes into the content from outside, by its path in the repository. */
export interface CarriedFile {
  path: string
  bytes: Buffer
}

/** Parts the files that may be published from what is wrong with the others: each by itself, and beside the others. */
export function checkFiles(files: readonly CarriedFile[]): { good: CarriedFile[]; faults: Fault[] } {
  const good: CarriedFile[] = []
  const faults: Fault[] = []
  const entries = files.flatMap(({ path, bytes }) => {
    const place = entryAt(path)
    const parsed = place && bytes.length <= maxEntryBytes ? parseContentFile(path, bytes) : undefined
    return parsed && 'data' in parsed ? [{ type: place!.collection, path, data: parsed.data }] : []
  })
  const twins = twinsIn(entries)
  for (const file of files) {
    const found = [...faultsOf(file), ...twins.filter(({ path }) => path === file.path)]
    faults.push(...found)
    if (found.length === 0) good.push(file)
  }
  return { good, faults }
}

function faultsOf({ path, bytes }: CarriedFile): Fault[] {
  if (path.startsWith('content/media/')) {
    if (!mediaType(path.slice('content'.length))) return [{ path, message: '不发布这种文件，或文件名不合要求' }]
    return bytes.length > maxMediaBytes
      ? [{ path, message: `文件超过 ${maxMediaBytes / 1024 / 1024} MB，请放入文件库` }]
      : []
  }
  if (!entryAt(path))
    return [
      { path, message: '这里不放内容文件：条目应在 〈类型〉/〈年份〉/〈编号〉.md，文件名只用小写字母、数字和连字符' },
    ]
  if (bytes.length > maxEntryBytes) return [{ path, message: `文件超过 ${maxEntryBytes / 1024} KB` }]
  const parsed = parseContentFile(path, bytes)
  return 'faults' in parsed ? parsed.faults : []
}

/** The paths of every entry marked as a sample, and of the pictures that only they show. */
export async function listSamples(repository: Repository): Promise<string[]> {
  const { entries, media } = await readPublished(repository, (await repository.head(mainBranch)) ?? '')
  const samples = [...entries.values()].filter(entry => entry.data.sample === true)
  const kept = new Set(
    [...entries.values()]
      .filter(entry => entry.data.sample !== true)
      .flatMap(entry => entry.media.map(({ src }) => src)),
  )
  const shown = new Set(samples.flatMap(entry => entry.media.map(({ src }) => src)))
  return [
    ...samples.map(entry => entry.path),
    ...[...media.keys()].filter(src => shown.has(src) && !kept.has(src)).map(src => `content${src}`),
  ]
}

/** Takes them down, at once. Returns the paths. */
export async function removeSamples(repository: Repository): Promise<string[]> {
  const paths = await listSamples(repository)
  if (paths.length === 0) return []
  const done = await repository.commitFiles(
    mainBranch,
    undefined,
    paths.map(path => ({ path, bytes: undefined })),
    { author: portalItself, message: '撤下全部示例内容' },
  )
  if ('refused' in done) throw new Error(`nothing was removed: ${done.refused}`)
  return paths
}
