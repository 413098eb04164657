import type { Db } from '#db/schema.ts'
import { openContent } from '#publishing/edition/content.ts'
import { answerGateway } from '#publishing/decap/gateway.ts'

// Run as a program: saves drafts through the gateway until it is killed, and prints each version that was acknowledged.
const content = await openContent({
  dataDir: '',
  contentRepository: process.argv[2] ?? '',
  starterDirectory: '',
  log: () => {},
})
const person = { id: 1, name: '示例', login: 'sample', roles: ['contributor' as const] }
// A save is a commit and nothing else: it asks no database.
const visit = { db: undefined as unknown as Db, content, person, suggestionFacts: async () => undefined }
for (let at = 0; ; at += 1) {
  const slug = `2026/killed-${process.pid}-${at}`
  const path = `content/notices/${slug}.md`
  const raw = `---\ntitle: 第 ${at} 篇\ncategory: notice\nissuer: 示例单位\nissued_on: 2026-11-02\nsummary: 一句话。\n---\n正文。\n`
  const params = {
    dataFiles: [{ slug, path, raw }],
    assets: [],
    options: { collectionName: 'notices', newEntry: true },
    base: { [path]: null },
  }
  const saved = (await answerGateway(
    { ...visit, now: new Date() },
    { branch: 'main', action: 'persistEntry', params },
  )) as { versions?: Record<string, string> }
  if (saved.versions) process.stdout.write(`${saved.versions[path]} ${slug.slice('2026/'.length)}\n`)
}
