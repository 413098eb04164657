import { expect, onTestFinished, test } from 'vitest'
import { suggestionWords } from '#suggestions/desk-words.ts'
import { correction } from '#suggestions/moves/correction.ts'
import { sourceWords } from '#suggestions/taking-down-words.ts'
import { nameOfChoice, unsorted } from '#suggestions/unsorted.ts'
import { systemWords } from '#web/system-words.ts'
import { letter } from '../support/letters.ts'
import { canOwnMailServer, ownMailServer } from '../support/mail-server.ts'
import { ownPortal } from '../support/portal.ts'
import { suggestionsIn } from '../support/suggesting.ts'
import { signedIn } from '../support/visitor.ts'

test.skipIf(!canOwnMailServer)(
  'a letter to the mailbox waits at the desk within a minute: where it came from, all it says, what was left out, and to be sorted first',
  async () => {
    const mail = await ownMailServer()
    onTestFinished(() => mail.close())
    const portal = await ownPortal({ IMAP_URL: mail.addressOf('jianyan') })
    onTestFinished(() => void portal.stop())
    const text = '大猷街的路灯三天不亮了。'.repeat(400)
    await mail.deliver(
      'jianyan',
      await letter({ subject: '来信说路灯', text, attachments: [{ filename: '说明.docx', content: 'x' }] }),
    )
    const clerk = await signedIn(portal.address, portal.accounts.clerk)
    const read = async (path: string) => (await clerk.get(path)).text()
    const list = `/desk/suggestions?category=${unsorted}`
    const find = async () => suggestionsIn(await read(list)).find(({ words }) => words === '来信说路灯')
    await expect.poll(find, { timeout: 200_000, interval: 2000 }).toBeDefined()
    const { href } = (await find())!
    const page = await read(href)
    for (const said of [
      text,
      sourceWords.email,
      '说明.docx',
      suggestionWords.leftOut,
      nameOfChoice(new Map(), unsorted),
    ])
      expect(page).toContain(said)
    expect(page).not.toContain('wang@example.cn')
    // The correction stands open; nothing is accepted before.
    expect(page).toContain(`action="${href}/${correction.name}`)
    expect((await clerk.post(`${href}/acceptance`, {})).status).toBe(409)
    const sorted = { kind: 'advice', title: '来信说路灯', category: 'bicycle-parking', county: '331102', place: '' }
    expect((await clerk.post(`${href}/correction`, sorted)).status).toBe(303)
    expect((await clerk.post(`${href}/acceptance`, {})).status).toBe(303)
    const officer = await signedIn(portal.address, portal.accounts.officer)
    expect((await officer.get(href)).status).toBe(404)
    const admin = await signedIn(portal.address, portal.accounts.admin)
    const system = await (await admin.get('/desk/system')).text()
    expect(system).toContain(systemWords.letterCounts.taken(1))
    expect(system).toContain(systemWords.checks.mailbox.name)
    expect(await mail.letters('jianyan')).toEqual([{ seen: true, flagged: false }])
  },
)
