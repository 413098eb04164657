import { openRepository } from '#publishing/git/repository.ts'

// Run as a program: commits to a repository until it is killed, and prints each commit that was acknowledged.
const repository = await openRepository(process.argv[2] ?? '')
for (let at = 0; ; at += 1) {
  const path = `content/notices/2026/killed-${process.pid}-${at}.md`
  const done = await repository.commitFiles('main', undefined, [{ path, bytes: `${at}` }], {
    author: { name: '示例', email: 'a@example.cn' },
    message: path,
  })
  if ('commit' in done) process.stdout.write(`${done.commit} ${path}\n`)
}
