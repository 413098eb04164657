/**
 * The content from the command line: check a folder or the repository, import, export, take the samples out.
 * Works on the repository that the server uses, with the same environment, also while the server runs.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { connect } from '#db/connect.ts'
import type { Db } from '#db/schema.ts'
import { type Config, readConfig } from '#config.ts'
import { listPeople } from '#people/people.ts'
import { holdsAny, writerRoles } from '#people/roles.ts'
import { type CarriedFile, checkFiles, listSamples, removeSamples } from '#publishing/carry.ts'
import { noMapping, readMapping } from '#publishing/import/mapping.ts'
import { type ImportedEntry, readFolder } from '#publishing/import/read-folder.ts'
import { importEntries, type Importer, type Outcome } from '#publishing/import/write-drafts.ts'
import { assembleEdition } from '#publishing/edition/edition.ts'
import { readPublished } from '#publishing/edition/published.ts'
import { portalItself } from '#publishing/git/commits.ts'
import { mainBranch, openRepository, type Repository } from '#publishing/git/repository.ts'
import { runProgram, type Typed } from './command-line.ts'
import { sayPlaces } from './places.ts'

/** Who stands on the drafts when nobody is named. */
const importer = { name: portalItself.name, login: portalItself.email.split('@')[0]! }

const outcomeWords: Record<Outcome, string> = {
  new: 'new      ',
  changed: 'changed  ',
  same: 'unchanged',
  'has-draft': 'HAS A DRAFT ALREADY',
  taken: 'ID TAKEN ',
  faulty: 'FAULT    ',
}

await runProgram(
  {
    script: 'content',
    commands: {
      check: { takes: '[DIR]', does: 'faults of the repository, or of a folder before its import' },
      import: {
        takes: 'DIR [--map FILE] [--as LOGIN] [--dry-run] [--strict]',
        does: 'makes a draft of every file of a folder, for the three reviews',
      },
      export: { takes: 'DIR', does: 'writes everything published into an empty folder' },
      'remove-samples': { takes: '[--dry-run]', does: 'takes down every entry marked as a sample, at once' },
    },
    help: `A folder is laid out as content/: role-models/2026/name.md, media/role-models/name.webp, settings/site.yml. Of another
generator (Hugo, Jekyll, Hexo) a mapping file says which folder becomes which type: docs/operating.md.
--as names who counts as the author; --dry-run only says what would become of each file.
Files with faults are left out and told one by one; with --strict nothing is imported when there is one.`,
  },
  async typed => {
    const config = readConfig(process.env)
    const repository = await openRepository(
      config.contentRepository ?? join(config.dataDir, 'content.git'),
      config.contentShared ? { address: config.contentShared } : undefined,
    )
    const [directory] = typed.words
    if (typed.command === 'import' || typed.command === 'remove-samples')
      console.log(`on: ${sayPlaces(config, 'content')}`)
    try {
      switch (typed.command) {
        case 'check':
          return directory ? await checkFolder(directory) : await checkRepository(repository)
        case 'import':
          return await importFolder(config, repository, typed)
        case 'export':
          return await exportTo(repository, directory!)
        case 'remove-samples':
          return await removeAllSamples(repository, typed.flags.has('dry-run'))
      }
    } finally {
      await repository.close()
    }
  },
)

async function removeAllSamples(repository: Repository, dry: boolean): Promise<number> {
  const paths = await (dry ? listSamples(repository) : removeSamples(repository))
  for (const path of paths) console.log(`${dry ? 'would remove' : 'removed'} ${path}`)
  console.log(dry ? `${paths.length} files would be removed` : `${paths.length} files removed`)
  return 0
}

async function checkRepository(repository: Repository): Promise<number> {
  const { faults, placed } = assembleEdition(await readPublished(repository, (await repository.head(mainBranch)) ?? ''))
  report(faults)
  console.log(`${placed.size} entries, ${faults.length} faults`)
  return faults.length === 0 ? 0 : 1
}

async function checkFolder(directory: string): Promise<number> {
  const files = await readAll(directory)
  const { good, faults } = checkFiles(files)
  report(faults)
  console.log(`${files.length} files, ${good.length} good, ${faults.length} faults`)
  return faults.length === 0 ? 0 : 1
}

async function importFolder(
  config: Config,
  repository: Repository,
  { words, values: { map, as }, flags }: Typed,
): Promise<number> {
  const dry = flags.has('dry-run')
  const mapping = map ? readMapping(await readFile(map, 'utf8')) : noMapping
  const step = progress('reading')
  const { entries, leftOut } = await readFolder(words[0]!, mapping, step)
  const faulty = entries.filter(({ faults }) => faults.length > 0).length
  const isRefused = flags.has('strict') && faulty > 0
  const connection = as && !isRefused ? await connect(config) : undefined
  try {
    const by = as ? await findImporter(connection?.db, as) : { id: undefined, ...importer }
    const to = { repository, db: connection?.db, by, now: new Date() }
    const outcomes = await importEntries(to, entries, dry || isRefused)
    for (const [at, entry] of entries.entries()) tell(entry, outcomes[at]!)
    for (const path of leftOut) console.log(`left out  ${path}: no folder of the mapping fits it`)
    const count = (...which: Outcome[]) => outcomes.filter(outcome => which.includes(outcome)).length
    const made = count('new', 'changed')
    console.log(
      `${isRefused ? 'nothing imported' : dry ? `${made} drafts would be made` : `${made} drafts made`}: ${count('new')} new, ${count('changed')} changed, ${count('same')} unchanged, ${count('has-draft', 'taken')} in the way, ${faulty} faulty, ${leftOut.length} left out`,
    )
    return faulty + count('has-draft', 'taken') === 0 ? 0 : 1
  } finally {
    await connection?.close()
  }
}

/** The person of a login, who may begin drafts. */
async function findImporter(db: Db | undefined, login: string): Promise<Importer> {
  const found = db && (await listPeople(db)).find(person => person.login === login)
  if (!found || found.disabled_at) throw new Error(`nobody has the login ${login}`)
  if (!holdsAny(found, writerRoles))
    throw new Error(`${login} is neither contributor nor publisher, and begins no drafts`)
  return { id: found.id, name: found.name, login }
}

function tell({ source, path, notes, faults }: ImportedEntry, outcome: Outcome): void {
  console.log(`${outcomeWords[outcome]} ${path ?? '?'} <- ${source}`)
  for (const { field, message } of faults) console.log(`          ${field ? `[${field}] ` : ''}${message}`)
  for (const note of notes) console.log(`          ${note}`)
}

async function exportTo(repository: Repository, directory: string): Promise<number> {
  if ((await readdir(directory).catch(() => [])).length > 0) throw new Error(`${directory} is not empty`)
  const files = (await repository.files((await repository.head(mainBranch)) ?? '')).filter(
    file => file.regular && file.path.startsWith('content/'),
  )
  const step = progress('exporting')
  for (const [at, { path, oid }] of files.entries()) {
    // Paths of a commit were checked when it was written by us, but not when it was pushed.
    const target = resolve(directory, path.slice('content/'.length))
    if (!target.startsWith(resolve(directory) + sep)) continue
    await mkdir(dirname(target), { recursive: true })
    const bytes = (await repository.blobs([oid], Infinity)).get(oid)?.bytes
    if (bytes) await writeFile(target, bytes)
    step(at + 1, files.length)
  }
  console.log(`${files.length} files exported to ${directory}`)
  return 0
}

async function readAll(directory: string): Promise<CarriedFile[]> {
  const found = (await readdir(directory, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())
  const step = progress('reading')
  const files: CarriedFile[] = []
  for (const [at, entry] of found.entries()) {
    const file = join(entry.parentPath, entry.name)
    files.push({ path: `content/${relative(directory, file).replaceAll(sep, '/')}`, bytes: await readFile(file) })
    step(at + 1, found.length)
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function report(faults: readonly { path: string; field?: string; message: string }[]): void {
  for (const { path, field, message } of faults) console.log(`${path}${field ? ` [${field}]` : ''}: ${message}`)
}

/** A bar on a terminal; nothing where the output is kept. */
function progress(what: string): (done: number, total: number) => void {
  return (done, total) => {
    if (!process.stderr.isTTY || (done % 20 !== 0 && done !== total)) return
    const filled = Math.round((done / total) * 30)
    process.stderr.write(
      `\r${what} [${'#'.repeat(filled)}${' '.repeat(30 - filled)}] ${done}/${total}${done === total ? '\n' : ''}`,
    )
  }
}
