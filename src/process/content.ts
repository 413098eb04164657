/**
 * The content from the command line: check a folder or the repository, import, export, take the samples out.
 * Works on the repository that the server uses, with the same environment, also while the server runs.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '#config.ts'
import { type CarriedFile, checkFiles, importFiles, removeSamples } from '#publishing/carry.ts'
import { assembleEdition } from '#publishing/edition/edition.ts'
import { readPublished } from '#publishing/edition/published.ts'
import { mainBranch, openRepository, type Repository } from '#publishing/git/repository.ts'

const usage = `npm run content -- check [DIR]           faults of the repository, or of a folder before its import
npm run content -- import DIR           puts the files of a folder on main, in one commit
npm run content -- export DIR           writes everything published into an empty folder
npm run content -- remove-samples       takes down every entry marked as a sample

A folder is laid out as content/: role-models/2026/name.md, media/role-models/name.webp, settings/site.yml.
Files with faults are left out and told one by one; with --strict nothing is imported when there is one.`

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}

async function run(words: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { strict: { type: 'boolean' }, help: { type: 'boolean' } },
  })
  const [command = '', directory] = positionals
  const needsDirectory = command === 'import' || command === 'export'
  if (
    values.help ||
    positionals.length > 2 ||
    !['check', 'import', 'export', 'remove-samples'].includes(command) ||
    (needsDirectory && !directory)
  ) {
    console.error(usage)
    return values.help ? 0 : 2
  }
  const config = readConfig(process.env)
  const repository = await openRepository(
    config.contentRepository ?? join(config.dataDir, 'content.git'),
    config.contentShared ? { address: config.contentShared } : undefined,
  )
  try {
    if (command === 'check') return directory ? await checkFolder(directory) : await checkRepository(repository)
    if (command === 'import') return await importFolder(repository, directory ?? '', values.strict ?? false)
    if (command === 'export') return await exportTo(repository, directory ?? '')
    const removed = await removeSamples(repository)
    for (const path of removed) console.log(`removed ${path}`)
    console.log(`${removed.length} files removed`)
    return 0
  } finally {
    await repository.close()
  }
}

async function checkRepository(repository: Repository): Promise<number> {
  const { faults, placed } = assembleEdition(await readPublished(repository, (await repository.head(mainBranch)) ?? ''))
  report(faults)
  console.log(`${placed.size} entries, ${faults.length} faults`)
  return faults.length === 0 ? 0 : 1
}

async function checkFolder(directory: string): Promise<number> {
  const files = await readFolder(directory)
  const { good, faults } = checkFiles(files)
  report(faults)
  console.log(`${files.length} files, ${good.length} good, ${faults.length} faults`)
  return faults.length === 0 ? 0 : 1
}

async function importFolder(repository: Repository, directory: string, strict: boolean): Promise<number> {
  const files = await readFolder(directory)
  const { good, faults } = checkFiles(files)
  report(faults)
  if (strict && faults.length > 0) {
    console.log(`nothing imported: ${faults.length} faults`)
    return 1
  }
  const done = await importFiles(repository, good, progress('importing', good.length))
  for (const { path, what } of done) if (what !== 'same') console.log(`${what} ${path}`)
  const count = (what: string) => done.filter(file => file.what === what).length
  console.log(
    `${count('new')} new, ${count('changed')} changed, ${count('same')} unchanged, ${files.length - good.length} left out`,
  )
  return faults.length === 0 ? 0 : 1
}

async function exportTo(repository: Repository, directory: string): Promise<number> {
  if ((await readdir(directory).catch(() => [])).length > 0) throw new Error(`${directory} is not empty`)
  const files = (await repository.files((await repository.head(mainBranch)) ?? '')).filter(
    file => file.regular && file.path.startsWith('content/'),
  )
  const step = progress('exporting', files.length)
  for (const { path, oid } of files) {
    // Paths of a commit were checked when it was written by us, but not when it was pushed.
    const target = resolve(directory, path.slice('content/'.length))
    if (!target.startsWith(resolve(directory) + sep)) continue
    await mkdir(dirname(target), { recursive: true })
    const bytes = (await repository.blobs([oid], Infinity)).get(oid)?.bytes
    if (bytes) await writeFile(target, bytes)
    step()
  }
  console.log(`${files.length} files exported to ${directory}`)
  return 0
}

async function readFolder(directory: string): Promise<CarriedFile[]> {
  const found = (await readdir(directory, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())
  const step = progress('reading', found.length)
  const files: CarriedFile[] = []
  for (const entry of found) {
    const file = join(entry.parentPath, entry.name)
    files.push({ path: `content/${relative(directory, file).replaceAll(sep, '/')}`, bytes: await readFile(file) })
    step()
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

function report(faults: readonly { path: string; field?: string; message: string }[]): void {
  for (const { path, field, message } of faults) console.log(`${path}${field ? ` [${field}]` : ''}: ${message}`)
}

/** A bar on a terminal; nothing where the output is kept. */
function progress(what: string, total: number): () => void {
  let done = 0
  return () => {
    done += 1
    if (!process.stderr.isTTY || (done % 20 !== 0 && done !== total)) return
    const filled = Math.round((done / total) * 30)
    process.stderr.write(
      `\r${what} [${'#'.repeat(filled)}${' '.repeat(30 - filled)}] ${done}/${total}${done === total ? '\n' : ''}`,
    )
  }
}
