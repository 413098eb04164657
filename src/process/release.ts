/**
 * Packs what a server needs into one archive: the build, the sources that run, and the packages with their Node. Where it
 * is unpacked it starts without a registry and installs nothing.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { weigh } from './backup-folder.ts'
import { runProgram, type Typed } from './command-line.ts'
import { built, installed, isMadeFrom, root } from './stamps.mjs'

/** What runs, what the build is told by, and the papers of who installs it. */
const sources = [
  ...new Set([
    ...built.from,
    ...installed.from,
    'package.json',
    'db',
    'content',
    'dist',
    'deploy',
    'docs',
    '.empty-package',
  ]),
].filter(path => path !== 'db/schema.ts')

await runProgram(
  {
    script: 'release',
    commands: {
      '': {
        takes: 'FOLDER',
        does: 'writes lishui-wenming-VERSION-SYSTEM.tar.gz and its checksum into the folder',
      },
    },
    failed: 'no release',
  },
  run,
)

async function run({ words: [folder] }: Typed): Promise<number> {
  if (!isMadeFrom(built) || !isMadeFrom(installed)) throw new Error('build first: node src/process/setup.mjs')
  const name = `lishui-wenming-${packageJson.version}-${process.platform}-${process.arch}`
  const archive = resolve(folder!, `${name}.tar.gz`)
  await mkdir(resolve(folder!), { recursive: true })
  const making = await mkdtemp(join(tmpdir(), 'release-'))
  try {
    const paths = [...sources, ...(await listPackages()), 'node_modules/.bin/node', 'node_modules/.installed-from']
    await writeFile(join(making, 'SHA256SUMS'), await sumUp(paths))
    // The folder's name goes before names and hard links, not before what symbolic links say.
    const own = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name', `--transform=flags=rhS;s,^,${name}/,`]
    await runTar([
      '--create',
      '--gzip',
      `--file=${archive}`,
      ...own,
      `--directory=${making}`,
      'SHA256SUMS',
      `--directory=${root}`,
      ...paths,
    ])
  } finally {
    await rm(making, { recursive: true })
  }
  const { bytes, sha256 } = await weigh(archive)
  await writeFile(`${archive}.sha256`, `${sha256}  ${name}.tar.gz\n`)
  console.log(`${archive}: ${(bytes / 2 ** 20).toFixed(0)} MB`)
  return 0
}

/** The folders of the packages that run; those for development, and those of other systems, are not among them. */
async function listPackages(): Promise<string[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  return Object.entries(lock.packages)
    .filter(
      ([path, { dev, devOptional }]) => /^node_modules\/(?!.*\/node_modules\/)/.test(path) && !dev && !devOptional,
    )
    .map(([path]) => path)
    .filter(path => existsSync(join(root, path)))
}

/** A line for each file, as `sha256sum --check` reads it. */
async function sumUp(paths: string[]): Promise<string> {
  const sums: string[] = []
  for (const path of paths) {
    const below = await readdir(join(root, path), { recursive: true, withFileTypes: true }).catch(() => undefined)
    const files = below
      ? below.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
      : [path]
    for (const file of files.toSorted()) sums.push(`${(await weigh(join(root, file))).sha256}  ${file}\n`)
  }
  return sums.join('')
}

async function runTar(args: string[]): Promise<void> {
  const tar = spawn('tar', args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = (await once(tar, 'close')) as [number | null]
  if (code !== 0) throw new Error(`tar ended with ${code}`)
}
