import { createHash, randomUUID } from 'node:crypto'
import { utcOffset } from '#calendar/lishui.ts'
import { type Author, branchRef, isPlainPath } from './commits.ts'
import { type Git, GitError, lines } from './git.ts'

/** A branch to be made, with one commit on top of another. */
export interface NewBranch {
  branch: string
  files: readonly { path: string; bytes: Buffer }[]
  author: Author
  message: string
  at: Date
}

/** Where the commits wait until they are signed; nobody looks there. */
const waiting = 'refs/import'

/**
 * Makes many branches from one commit, through one `git fast-import`: all of them appear together, or none when one of
 * them is there meanwhile. `sign` is called with the commits before anybody can read them. Throws when they were not made.
 */
export async function createBranches(
  git: Git,
  branches: readonly NewBranch[],
  from: string,
  sign: (commits: string[]) => Promise<void>,
): Promise<void> {
  const refs = branches.map(({ branch }) => branchRef(branch))
  const own = `${waiting}/${randomUUID()}`
  try {
    await git.run(['fast-import', '--quiet', '--date-format=raw', '--done'], {
      input: Buffer.concat([
        ...branches.flatMap((branch, at) => commitOf(branch, `${own}/${at}`, from)),
        Buffer.from('done\n'),
      ]),
    })
    const made = lines(await git.run(['for-each-ref', '--format=%(objectname) %(refname)', own])).map(
      line => line.split(' ') as [string, string],
    )
    const commits = branches.map((_, at) => made.find(([, ref]) => ref === `${own}/${at}`)![0])
    await sign(commits)
    // Where machines share the repository a branch is there before it is here.
    for (const [at, ref] of git.shared ? refs.entries() : [])
      if ((await git.shared!.move(ref, commits[at], undefined)) !== 'done')
        throw new GitError(`${ref} was not taken by the shared repository; what was before it in the list is there`)
    await git.run(['update-ref', '--stdin'], {
      input: ['start', ...refs.map((ref, at) => `create ${ref} ${commits[at]}`), 'commit', ''].join('\n'),
    })
  } finally {
    const left = lines(await git.run(['for-each-ref', '--format=delete %(refname)', own]))
    await git.run(['update-ref', '--stdin'], { input: `${left.join('\n')}\n` })
  }
}

function commitOf({ files, author, message, at }: NewBranch, ref: string, from: string): Buffer[] {
  const plain = (name: string) => name.replaceAll(/[<>\n\0]/g, '')
  const when = `${Math.floor(at.getTime() / 1000)} ${utcOffset.replace(':', '')}`
  const who = `${plain(author.name)} <${plain(author.email)}> ${when}`
  const strange = files.find(({ path }) => !isPlainPath(path) || path.includes('"'))
  if (strange) throw new Error(`not a path inside the repository: ${JSON.stringify(strange.path)}`)
  return [
    Buffer.from(`commit ${ref}\nauthor ${who}\ncommitter ${who}\n`),
    ...data(Buffer.from(`${message.replaceAll('\0', '').trim()}\n`)),
    Buffer.from(`from ${from}\n`),
    ...files.flatMap(({ path, bytes }) => [Buffer.from(`M 100644 inline ${path}\n`), ...data(bytes)]),
    Buffer.from('\n'),
  ]
}

const data = (bytes: Buffer): Buffer[] => [Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]

/** The id that bytes have as a file. */
export const blobId = (bytes: Buffer | string): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(bytes)}\0`)
    .update(bytes)
    .digest('hex')
