import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contentTypes } from '#publishing/types/index.ts'
import { type Portal, workersPortal } from '../support/portal.ts'
import { signedIn, statusAt } from '../support/visitor.ts'

let server: Portal
beforeAll(async () => {
  server = await workersPortal()
})
afterAll(async () => {
  expect(await server.stop()).toBe(0)
})

test.each(contentTypes)(
  'no link of the bar leads from a published entry of $name to nothing, neither to its page nor to its review',
  async ({ name }) => {
    const editor = await signedIn(server.address, server.accounts.contributor)
    const files = readdirSync(join('content', name), { recursive: true, encoding: 'utf8' })
    const ids = files.filter(file => file.endsWith('.md')).map(file => basename(file, '.md'))
    for (const id of [ids[0]!, ids.at(-1)!]) {
      const preview = await editor.get(`/admin/preview/${name}/${id}`)
      expect([200, 303], `preview of ${id}`).toContain(preview.status)
      const to = preview.headers.get('location')
      if (to) expect(await statusAt(editor, to.replace(/#.*/, '')), to).toBe(200)
      expect((await editor.get(`/admin/reviews/${name}/${id}`)).status, `review of ${id}`).toBe(200)
    }
    expect((await editor.get(`/admin/preview/${name}/no-such-entry`)).status).toBe(404)
    expect((await editor.get(`/admin/reviews/${name}/no-such-entry`)).status).toBe(404)
  },
)
