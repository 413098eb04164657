import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fieldOf } from '#assessment/survey/form.ts'
import { grades, surveyDeskWords, surveyWords as words } from '#assessment/survey/words.ts'
import { type Connection, connect } from '#db/connect.ts'
import { clearAll } from '#publishing/edition/adoption.ts'
import { openRepository } from '#publishing/git/repository.ts'
import { surveys } from '#publishing/types/survey.ts'
import { aKey } from '../support/assessing.ts'
import { elementsIn, htmlOf, linkTo, wordsIn, wordsOf } from '../support/html.ts'
import { signInByPhone } from '../support/phone-account.ts'
import { isOpenToTests, type Portal, workersPortal } from '../support/portal.ts'
import { publishAt } from '../support/publishing.ts'
import { signedIn, visitor } from '../support/visitor.ts'

const aSurvey = (title: string, opens: string, closes: string) =>
  `---\ntitle: ${title}\nopens_on: ${opens}\ncloses_on: ${closes}\nquestions:\n  - code: parking\n    text: 停车秩序\n  - code: traffic\n    text: 礼让\n---\n`

describe.skipIf(!isOpenToTests())('the survey', () => {
  const { href } = surveys.column
  let server: Portal
  let connection: Connection
  beforeAll(async () => {
    server = await workersPortal()
    connection = await connect({ databaseUrl: server.databaseUrl!, dataDir: '' })
    const repository = await openRepository(join(server.dataDir, 'content.git'))
    const texts = {
      'second-half-2026': aSurvey('现在的问卷', '2000-01-01', '2099-12-31'),
      'long-ago': aSurvey('以前的问卷', '1999-01-01', '1999-12-31'),
    }
    await repository.commitFiles(
      'main',
      undefined,
      Object.entries(texts).map(([id, text]) => ({ path: `content/surveys/${id}.md`, bytes: text })),
      {
        author: { name: '示例编辑', email: 'editor@example.cn' },
        message: '示例问卷',
        sign: async commit => void (await clearAll(connection.db, repository, commit, 'adoption', new Date())),
      },
    )
    await repository.close()
    const tally = (question: string, answer: string, count: number) => ({ survey: 'long-ago', question, answer, count })
    await connection.db
      .insertInto('survey_tally')
      .values([
        ...[tally('', '331102', 9), tally('', '331121', 7)],
        ...[tally('parking', 'very', 8), tally('parking', 'not', 8), tally('traffic', 'unknown', 16)],
      ])
      .execute()
  })
  afterAll(async () => {
    await connection.close()
    await server.stop()
  })

  const filled = (more: Record<string, string> = {}) => ({
    county: '331102',
    [fieldOf('parking')]: 'very',
    [fieldOf('traffic')]: 'unknown',
    ...aKey(),
    ...more,
  })

  test('says what is asked, how to answer, and what came of the last one', async () => {
    const reader = visitor(server.address)
    const read = async () => htmlOf(await reader.get(href))
    await expect.poll(async () => wordsIn(await read(), 'main')).toContain('现在的问卷')
    const page = await read()
    expect(linkTo(page, words.signIn)).toBe(`/me/sign-in?next=${encodeURIComponent(href)}`)
    expect(wordsIn(page, 'main')).toContain(words.results('以前的问卷'))
    const { few, withheld } = words.hidden
    const cells = elementsIn(page, 'td').map(wordsOf)
    // That all of them could tell nothing would be known of each of them.
    expect(cells.slice(0, 6)).toEqual([words.share(50, 8), words.share(50, 8), few, few, few, withheld])
    // Every county has a line, also where nobody answered.
    expect(cells.slice(6).toSorted()).toEqual([...Array.from({ length: 8 }, () => few), '7', '9'].toSorted())
    const unsigned = await reader.post(href, filled())
    expect([unsigned.status, unsigned.headers.get('location')?.startsWith('/me/sign-in')]).toEqual([303, true])
    expect((await reader.send('PUT', href)).status).toBe(405)
  })

  test('takes one answer of a phone that was proven; all that is missing is said at once', async () => {
    const citizen = await signInByPhone(server.address, connection, '13800004411')
    const short = await citizen.post(href, { ...aKey(), [fieldOf('parking')]: 'fairly' })
    const page = await htmlOf(short)
    expect([short.status, elementsIn(page, 'p', { class: 'field__error' }).length]).toEqual([422, 2])
    expect(elementsIn(page, 'input', { name: fieldOf('parking'), value: 'fairly' })[0]!.attribs.checked).toBeDefined()
    const strange = await citizen.post(href, filled({ county: '999999' }))
    expect(strange.status).toBe(422)
    expect((await citizen.post(href, filled())).headers.get('location')).toBe(`${href}?done=1`)
    const twice = filled({ county: '331121' })
    const other = await signInByPhone(server.address, connection, '13800004412')
    for (const turn of [1, 2])
      expect([turn, (await other.post(href, twice)).headers.get('location')]).toEqual([turn, `${href}?done=1`])
    const again = await citizen.post(href, filled({ [fieldOf('parking')]: 'not' }))
    expect([again.status, (await again.text()).includes(words.already)]).toEqual([409, true])
    const tallies = connection.db.selectFrom('survey_tally').selectAll().where('survey', '=', 'second-half-2026')
    expect(await tallies.where('question', '=', 'parking').execute()).toMatchObject([{ answer: 'very', count: 2 }])
  })

  test('is not for staff accounts, and the office reads it without small numbers', async () => {
    const clerk = await signedIn(server.address, server.accounts.clerk)
    expect(wordsIn(await htmlOf(await clerk.get(href)), 'main')).toContain(words.staff)
    expect((await clerk.post(href, filled())).status).toBe(403)
    const desk = await htmlOf(await clerk.get('/desk/surveys'))
    expect(wordsIn(desk, 'main')).toContain(surveyDeskWords.open)
    expect(wordsIn(desk, 'main')).toContain(surveyDeskWords.soFar(0))
    const officer = await signedIn(server.address, server.accounts.officer)
    expect((await officer.get('/desk/surveys')).status).toBe(403)
  })

  test('that ended while its form was open comes back with what was chosen', async () => {
    const citizen = await signInByPhone(server.address, connection, '13800004413')
    await publishAt(server, {
      'content/surveys/second-half-2026.md': aSurvey('现在的问卷', '2000-01-01', '2000-12-31'),
    })
    const late = await citizen.post(href, filled({ [fieldOf('parking')]: 'hardly' }))
    const said = wordsIn(await htmlOf(late), 'main')
    expect([late.status, said.includes(words.closed)]).toEqual([409, true])
    for (const word of [words.chosen, '停车秩序', grades.hardly, grades.unknown]) expect(said).toContain(word)
    expect((await visitor(server.address).get(href)).status).toBe(200)
  })
})
