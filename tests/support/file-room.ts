import { afterAll, beforeAll, expect } from 'vitest'
import { gatewayHeader } from '#publishing/decap/protocol.ts'
import { openRepository, type Repository } from '#publishing/git/repository.ts'
import { type Portal, workersPortal } from './portal.ts'
import { publishAt } from './publishing.ts'
import { signedIn, type Visitor, visitor } from './visitor.ts'

/** A form that sends a file, as the page does. */
export function form(
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  more: Record<string, string> = {},
): FormData {
  const data = new FormData()
  data.set('request_key', crypto.randomUUID())
  for (const [key, value] of Object.entries(more)) data.set(key, value)
  if (name !== '') data.set('file', new File([content], name))
  return data
}

async function anotherContributor(address: string, admin: Visitor): Promise<Visitor> {
  const account = { login: 'colleague.one', password: 'otter-bridge-42' }
  const invited = await admin.post('/desk/people', { login: account.login, name: '示例同事', roles: 'contributor' })
  const link = new URL(/https?:\/\/[^<\s]+\/invitation\/[\w-]+/.exec(await invited.text())![0]).pathname
  await visitor(address).post(link, { password: account.password, again: account.password })
  return signedIn(address, account)
}

/** The portal of a file of tests about stored files: its content and everybody who may want one, by what they are. */
export function fileRoom() {
  let server: Portal
  let repository: Repository
  const people: Record<string, Visitor> = {}
  beforeAll(async () => {
    server = await workersPortal()
    repository = await openRepository(`${server.dataDir}/content.git`)
    for (const login of ['volunteer', 'clerk', 'contributor', 'reviewer', 'publisher', 'admin'])
      people[login] = await signedIn(server.address, server.accounts[login])
    people.nobody = visitor(server.address)
    people.colleague = await anotherContributor(server.address, people.admin!)
  })
  afterAll(async () => {
    await repository.close()
    expect(await server.stop()).toBe(0)
  })

  /** Stores a file and says where its page and its bytes are. */
  async function stored(
    name: string,
    content: string,
    { by = 'contributor', more = {} }: { by?: string; more?: Record<string, string> } = {},
  ): Promise<{ page: string; address: string }> {
    const posted = await people[by]!.post('/admin/files', form(name, content, more))
    expect(posted.status).toBe(303)
    const page = posted.headers.get('location')!.replace(/\?.*/, '')
    const address = /\/files\/[0-9a-f]{16}\/[a-z0-9-]+\.[a-z0-9]+/.exec(await (await people[by]!.get(page)).text())![0]
    return { page, address }
  }

  async function ask(by: string, action: string, params: object): Promise<Record<string, unknown>> {
    const body = JSON.stringify({ branch: 'main', action, params })
    const headers = { 'Content-Type': 'application/json', [gatewayHeader]: '1' }
    return (await (await people[by]!.postText('/admin/gateway', body, headers)).json()) as Record<string, unknown>
  }

  return {
    get repository() {
      return repository
    },
    people,
    stored,
    ask,
    publish: (files: Record<string, string | undefined>) => publishAt(server, files),
  }
}
