import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '#db/connect.ts'
import { findInvitation } from '#people/invitations.ts'
import { importOfficers, readOfficerTable } from '#people/officer-import.ts'
import { importWords as words } from '#people/officer-words.ts'
import { listOfficers } from '#people/officers.ts'
import { addPerson, disablePerson } from '#people/people.ts'
import { changeStaff } from '#people/staff.ts'
import { openTestDatabase } from '../support/database.ts'

const now = new Date('2026-11-30T02:00:00Z')
const units = new Map([
  ['建设局', 'jianshe'],
  ['教育局', 'jiaoyu'],
])
const head = '单位,账号,姓名,正副\n'
const read = (lines: string) => readOfficerTable(head + lines, units)

describe('a table of officers', () => {
  test('is read by its headings, in any order', () => {
    expect(readOfficerTable('姓名,正副,单位,账号,备注\n示例甲,副,建设局,JIA,看看', units).lines).toEqual([
      { at: 2, unit: 'jianshe', login: 'jia', name: '示例甲', isDeputy: true },
    ])
  })

  test.each([
    ['', words.heads],
    ['单位,账号\na,b', words.heads],
    [head, words.empty],
    [head + '建设局,jia,示例甲,\n'.repeat(501), words.tooMany(500)],
  ])('that is none is refused as a whole (%#)', (text, fault) => {
    expect(readOfficerTable(text, units)).toEqual({ lines: [], refused: [], fault })
  })

  test('says of each line all that is against it', () => {
    const { refused } = words
    const { lines, refused: found } = read(
      [
        '建设局,jia,示例甲,正',
        '水利局,jia,示例甲,',
        '建设局,=cmd|1,=HYPERLINK(1),主',
        '建设局,jia,示例甲,副',
        ',yi,示例乙,',
      ].join('\n'),
    )
    expect(lines).toHaveLength(1)
    expect(found.map(({ at, refused }) => [at, refused])).toEqual([
      [3, refused.unit('水利局')],
      [4, [refused.login, refused.name, refused.part].join('；')],
      [5, refused.twice],
      [6, refused.unit('')],
    ])
  })
})

describe('an import of officers', () => {
  let connection: Connection
  let admin: { id: number }
  beforeAll(async () => {
    connection = await openTestDatabase()
    const added = await addPerson(
      connection.db,
      { login: 'the-admin', name: '管理员', roles: ['admin'], password: 'quiet-river-38' },
      { kind: 'system' },
      now,
    )
    if ('refused' in added) throw new Error(added.refused)
    admin = added
  })
  afterAll(() => connection.close())

  const importing = (lines: string) => importOfficers(connection.db, read(lines).lines, admin, now)
  const officersOf = async (unit: string) =>
    (await listOfficers(connection.db))
      .filter(each => each.unit === unit)
      .map(({ name, is_deputy, awaited }) => ({ name, is_deputy, awaited }))

  test('invites who is new, gives known people the unit, and takes nobody one', async () => {
    const { db } = connection
    const outcome = await importing('建设局,jia,示例甲,正\n建设局,yi,示例乙,副\n教育局,jia,示例甲,')
    if ('refused' in outcome) throw new Error('refused')
    expect(outcome.done.map(({ at, said }) => [at, said])).toEqual([
      [2, `示例甲 · jia：${words.added}`],
      [3, `示例乙 · yi：${words.added}`],
      [4, `示例甲 · jia：${words.added}`],
    ])
    const [first, second, third] = outcome.done
    expect(third!.token).toBeUndefined()
    expect([
      (await findInvitation(db, first!.token!, now))?.login,
      (await findInvitation(db, second!.token!, now))?.login,
    ]).toEqual(['jia', 'yi'])
    expect(await officersOf('jianshe')).toEqual([
      { name: '示例甲', is_deputy: false, awaited: true },
      { name: '示例乙', is_deputy: true, awaited: true },
    ])

    const again = await importing('建设局,jia,示例甲,正\n教育局,yi,示例乙,正\n建设局,yi,示例乙,正')
    expect(again).toEqual({
      done: [
        { at: 2, said: `示例甲 · jia：${words.same}` },
        { at: 3, said: `示例乙 · yi：${words.given}` },
        { at: 4, said: `示例乙 · yi：${words.changed}` },
      ],
    })
    expect(await officersOf('jiaoyu')).toHaveLength(2)
  })

  test('says of an account of another role that it has become an officer too', async () => {
    const { db } = connection
    await db
      .insertInto('person')
      .values({ login: 'geng', name: '示例庚', roles: ['clerk', 'supervisor'], password_hash: 'none' })
      .execute()
    const said = { at: 2, said: `示例庚 · geng：${words.given}${words.role('受理员、督办员')}` }
    expect(await importing('建设局,geng,示例庚,正')).toEqual({ done: [said] })
    const again = { at: 2, said: `示例庚 · geng：${words.given}` }
    expect(await importing('教育局,geng,示例庚,正')).toEqual({ done: [again] })
  })

  test('does nothing at all when one line is refused', async () => {
    const { db } = connection
    await importing('建设局,bing,示例丙,正')
    await disablePerson(db, 'bing', { kind: 'system' }, now)
    const before = await db
      .selectFrom('event')
      .select(eb => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    expect(await importing('教育局,ding,示例丁,正\n教育局,jia,另一个人,正\n教育局,bing,示例丙,正')).toEqual({
      refused: [
        { at: 3, said: '另一个人 · jia', refused: words.refused.otherName('示例甲') },
        { at: 4, said: '示例丙 · bing', refused: words.refused.disabled },
      ],
    })
    expect(await db.selectFrom('person').select('id').where('login', '=', 'ding').execute()).toEqual([])
    expect(
      await db
        .selectFrom('event')
        .select(eb => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow(),
    ).toEqual(before)
  })

  test('makes a deputy who stays one when an administrator changes something else', async () => {
    const { db } = connection
    await importing('教育局,wu,示例戊,副')
    const { id } = await db.selectFrom('person').select('id').where('login', '=', 'wu').executeTakeFirstOrThrow()
    await changeStaff(db, id, { roles: ['officer', 'clerk'], units: ['jiaoyu', 'jianshe'] }, admin, now)
    const parts = (await listOfficers(db))
      .filter(each => each.id === id)
      .map(({ unit, is_deputy }) => [unit, is_deputy])
    expect(Object.fromEntries(parts)).toEqual({ jiaoyu: true, jianshe: false })
  })
})
