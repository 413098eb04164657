import { describe, expect, test } from 'vitest'
import { type MessageTemplate, messageWords, sayMessage, sayReminder } from '#messages/words.ts'

const site = { name: '丽水文明', origin: 'https://wenming.example.cn' }
const facts = {
  shift: 7,
  startsAt: '2026-11-27T23:20:00.000Z',
  wasAt: '2026-11-28T01:00:00.000Z',
  confirmBy: '2026-11-24T06:20:00.000Z',
}

const atDesk = (Object.keys(messageWords) as MessageTemplate[]).filter(template => template.startsWith('desk-'))

test.each(atDesk)('%s names a suggestion once, and its sentence has no stray blank', template => {
  const said = sayReminder(template, {
    number: '2026-7',
    step: '受理',
    letter: '督〔2026〕3号',
    due: '2026-11-30',
    since: '2026-11-30',
    until: '2026-11-30',
    days: 5,
  })
  expect(said).toContain('建〔2026〕7号')
  expect(said).not.toMatch(/建言|[号：] | [建督]〔/)
})

describe('a message about a shift', () => {
  test('says until when a place is kept, in Lishui’s time, and where to confirm', () => {
    expect(sayMessage('shift-place-offered', facts, site)).toBe(
      '【丽水文明】轮到你了：11月28日 周六 07:20 开始的志愿服务有名额，给你留到 11月24日 周二 14:20，请在这之前确认，过时让给下一位。https://wenming.example.cn/me/volunteer',
    )
  })

  test('leads to the page where the organiser’s words stand, and says how to get there without an address', () => {
    expect(sayMessage('shift-note', facts, site)).toMatch(
      /组织者有话告诉你：https:\/\/wenming\.example\.cn\/volunteer\/shifts\/7$/,
    )
    expect(sayMessage('shift-note', facts, { ...site, origin: undefined })).toMatch(
      /组织者有话告诉你：登录网站“我的花园”$/,
    )
  })
})
