import { connect } from '#db/connect.ts'
import type { Role } from '#people/roles.ts'
import type { SignedInPerson } from '#people/session.ts'
import { answerGateway } from '#publishing/decap/gateway.ts'
import type { ReviewMove } from '#publishing/decap/protocol.ts'
import { noteOpened } from '#publishing/drafts/opened.ts'
import { moveDraft } from '#publishing/drafts/review.ts'
import { openContent } from '#publishing/edition/content.ts'

// Run as a program with a repository, a data directory and, where there is one, the address of a PostgreSQL: saves drafts
// and publishes every other one by all its reviews until it is killed, and prints what was acknowledged.
const [contentRepository = '', dataDir = '', databaseUrl] = process.argv.slice(2)
const { db } = await connect({ databaseUrl: databaseUrl || undefined, dataDir })
const content = await openContent({ dataDir: '', contentRepository, starterDirectory: '', db, log: () => {} })

async function person(login: string, ...roles: Role[]): Promise<SignedInPerson> {
  const there = await db.selectFrom('person').select('id').where('login', '=', login).executeTakeFirst()
  const { id } =
    there ??
    (await db
      .insertInto('person')
      .values({ login, name: login, roles, password_hash: 'none' })
      .returning('id')
      .executeTakeFirstOrThrow())
  return { id, name: login, login, roles }
}
const writer = await person('writer', 'contributor')
const course: [ReviewMove, SignedInPerson][] = [
  ['submission', writer],
  ['first-review', await person('first', 'reviewer')],
  ['second-review', await person('second', 'reviewer')],
  ['publication', await person('publisher', 'publisher')],
]
const visit = (person: SignedInPerson) => ({
  db,
  content,
  person,
  now: new Date(),
  suggestionFacts: async () => undefined,
})

for (let at = 0; ; at += 1) {
  const id = `killed-${process.pid}-${at}`
  const slug = `2026/${id}`
  const path = `content/notices/${slug}.md`
  const raw = `---\ntitle: 第 ${at} 篇\ncategory: notice\nissuer: 示例单位\nissued_on: 2026-11-02\nsummary: 一句话。\n---\n正文。\n`
  const saved = (await answerGateway(visit(writer), {
    branch: 'main',
    action: 'persistEntry',
    params: {
      dataFiles: [{ slug, path, raw }],
      assets: [],
      options: { collectionName: 'notices', newEntry: true },
      base: { [path]: null },
    },
  })) as { versions?: Record<string, string> }
  if (!saved.versions) throw new Error(JSON.stringify(saved))
  process.stdout.write(`saved ${id} ${saved.versions[path]}\n`)
  if (at % 2 === 0) continue
  for (const [move, person] of course) {
    const head = (await content.drafts.find('notices', slug))?.head ?? ''
    await noteOpened(db, person, head, new Date())
    const moved = await moveDraft(db, content, visit(person), { collection: 'notices', slug, head }, move)
    if ('reason' in moved) throw new Error(JSON.stringify(moved))
  }
  process.stdout.write(`published ${id} ${saved.versions[path]}\n`)
}
