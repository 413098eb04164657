import { expect, test } from 'vitest'
import { dayInLishui } from '#calendar/work-calendar.ts'
import { open311Words } from '#machines/open311/words.ts'
import { makeMove } from '#suggestions/course.ts'
import { extensionRequest } from '#suggestions/moves/extension-request.ts'
import { extension } from '#suggestions/moves/extension.ts'
import { merger } from '#suggestions/moves/merger.ts'
import { parting } from '#suggestions/moves/parting.ts'
import { revisit } from '#suggestions/moves/revisit.ts'
import { progress } from '#suggestions/words.ts'
import { sendAs } from '../support/clients.ts'
import { bringOn, leadUnit, receive } from '../support/course.ts'
import { receiver } from '../support/receiver.ts'
import { later, now, toldClients } from '../support/told-clients.ts'

const clients = toldClients()
const { deliver, listed, toldClient } = clients

test('what was merged is told each step of the other, the answer too, until it is parted', async () => {
  const { db } = clients
  const { url, received } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const [target, number] = [await receive(db, now), await sendAs(db, client, now)]
  const merge = (which: string, into: string) => makeMove(db, merger, which, { into }, clients.people.clerk, later(1))
  expect(await merge(number, target)).toEqual({ number })
  await bringOn(db, target, 'revisit', clients.people, later(2))
  await deliver(later(3))
  const steps = () =>
    received
      .map(({ body }) => (JSON.parse(body) as { data: Record<string, string> }).data)
      .map(({ status_notes, ...data }) => {
        expect(data.service_request_id).toBe(number)
        return [data.status, status_notes]
      })
  const asMerged = (state: keyof typeof progress) => `${progress.merged.now}：${progress[state].now}`
  expect(steps()).toEqual([
    ['open', progress.received.now],
    ...(['received', 'accepted', 'handed-over', 'signed-for', 'answered', 'revisit'] as const).map(state => [
      'open',
      asMerged(state),
    ]),
  ])
  expect(received.map(({ body }) => body).join()).not.toContain(`"${target}"`)
  received.length = 0
  const apart = await makeMove(db, parting, number, { words: '不是同一件事' }, clients.people.clerk, later(4))
  expect(apart).toEqual({ number })
  const visited = { way: 'phone' as const, words: '本人表示认可。' }
  expect(await makeMove(db, revisit, target, visited, clients.people.clerk, later(5))).toEqual({ number: target })
  await deliver(later(6))
  expect(steps()).toEqual([['open', progress.received.now]])
})

test('what was merged into one that is merged itself follows the last of them', async () => {
  const { db } = clients
  const { url, received } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const [first, second, last] = [await sendAs(db, client, now), await receive(db, now), await receive(db, now)]
  const merge = (which: string, into: string) => makeMove(db, merger, which, { into }, clients.people.clerk, later(1))
  await merge(first, second)
  await merge(second, last)
  await bringOn(db, last, 'declined', clients.people, later(2))
  await deliver(later(3))
  const notes = received.map(({ body }) => (JSON.parse(body) as { data: { status_notes: string } }).data.status_notes)
  // Merged, passed on, and back at the desk when the last one is declined.
  const asMerged = `${progress.merged.now}：${progress.received.now}`
  expect(notes).toEqual([progress.received.now, asMerged, asMerged, progress.received.now])
})

test('an extension is a step with its new day, also to the client of what was merged; one that is refused is none', async () => {
  const { db } = clients
  const { url, received } = await receiver(() => ({ status: 200 }))
  const client = await toldClient(url)
  const extend = async (decision: 'granted' | 'refused') => {
    const [target, merged] = [await sendAs(db, client, now), await sendAs(db, client, now)]
    expect(await makeMove(db, merger, merged, { into: target }, clients.people.clerk, now)).toEqual({ number: merged })
    await bringOn(db, target, 'signed-for', clients.people, now)
    await deliver(later(1))
    received.length = 0
    const asked = { working_days: 3, reason: '材料还没有到齐' }
    expect(await makeMove(db, extensionRequest, target, asked, clients.people.lead, later(2))).toEqual({
      number: target,
    })
    expect(await makeMove(db, extension, target, { decision }, clients.people.clerk, later(3))).toEqual({
      number: target,
    })
    await deliver(later(4))
    return { target, merged }
  }
  const { target, merged } = await extend('granted')
  const { due_at } = await db
    .selectFrom('deadline')
    .innerJoin('suggestion', 'suggestion.id', 'deadline.suggestion_id')
    .select('deadline.due_at')
    .where('number', '=', target)
    .where('step', '=', 'answer')
    .executeTakeFirstOrThrow()
  const told = received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, string> })
  expect(told.map(({ data }) => data.service_request_id).toSorted()).toEqual([target, merged].toSorted())
  for (const { type, data } of told) {
    expect(type).toBe('service_request.updated')
    expect(data).toMatchObject({
      status: 'open',
      status_notes: open311Words.extended(dayInLishui(due_at)),
      agency_responsible: `名称 ${leadUnit}`,
      updated_datetime: later(3).toISOString().replace('.000Z', 'Z'),
    })
    expect(new Date(data.expected_datetime!)).toEqual(due_at)
  }
  expect((await listed(client.id)).filter(({ extended_to }) => extended_to)).toHaveLength(2)
  await extend('refused')
  expect(received).toEqual([])
})
