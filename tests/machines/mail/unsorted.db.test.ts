import { describe, expect, test } from 'vitest'
import { makeMove } from '#suggestions/course.ts'
import { listLeftOut } from '#suggestions/left-out.ts'
import { acceptance } from '#suggestions/moves/acceptance.ts'
import { correction } from '#suggestions/moves/correction.ts'
import { declination } from '#suggestions/moves/declination.ts'
import { forgetting } from '#suggestions/moves/forgetting.ts'
import { letter } from '../../support/letters.ts'
import { canOwnMailServer } from '../../support/mail-server.ts'
import { now, personalData, testMailbox } from '../../support/mailbox.ts'

const mailbox = testMailbox()
const { collect, deliver, titled } = mailbox

describe.skipIf(!canOwnMailServer)('what came by e-mail', () => {
  const arrive = async (subject: string) => {
    await deliver(
      await letter({
        from: `${mailbox.user}@example.cn`,
        subject,
        text: '正文',
        attachments: [{ filename: '附件.doc', content: 'x' }],
      }),
    )
    await collect()
    return (await titled(subject))[0]!
  }

  test('goes nowhere before the desk has said what it is about, and then as any other', async () => {
    const { db } = mailbox.connection
    const { number, id } = await arrive('没有分类')
    expect(await makeMove(db, acceptance, number, {}, mailbox.people.clerk, now)).toEqual({ refused: 'unsorted' })
    await expect(
      db.updateTable('suggestion').set({ state: 'accepted', accepted_at: now }).where('id', '=', id).execute(),
    ).rejects.toThrow('suggestion_sorted')
    const sorted = { kind: 'advice' as const, title: '没有分类', category: 'noise', county: '331102', place: '' }
    expect(await makeMove(db, correction, number, sorted, mailbox.people.clerk, now)).toEqual({ number })
    expect(await makeMove(db, acceptance, number, {}, mailbox.people.clerk, now)).toEqual({ number })
  })

  test('may be declined as it is, and of a forgotten author the names of attachments go too', async () => {
    const { db } = mailbox.connection
    const { number, id } = await arrive('不归我们管')
    expect(await listLeftOut(db, personalData, id)).toEqual(['附件.doc'])
    const declined = { reason: 'not-ours' as const, words: '请向有关部门反映这件事情。' }
    expect(await makeMove(db, declination, number, declined, mailbox.people.clerk, now)).toEqual({ number })
    expect(
      await makeMove(db, forgetting, number, { confirm: `${mailbox.user}@example.cn` }, 'author', now, {
        personalData,
      }),
    ).toEqual({ number })
    expect(await listLeftOut(db, personalData, id)).toEqual([])
  })

  test('stays unsorted by no other way in', async () => {
    const { id } = await arrive('别的来源')
    await expect(
      mailbox.connection.db.updateTable('suggestion').set({ source: 'web' }).where('id', '=', id).execute(),
    ).rejects.toThrow('suggestion_sorted')
  })
})
