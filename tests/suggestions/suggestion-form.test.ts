import { describe, expect, test } from 'vitest'
import { strangeChoices } from '#forms/values.ts'
import { choicesOf } from '#publishing/types/choices.ts'
import { suggestionForm } from '#suggestions/suggestion-form.ts'
import { meWords } from '#people/me-words.ts'
import { suggestionErrors as words } from '#suggestions/words.ts'
import { starterSettings } from '../support/starter-settings.ts'
import { plainSuggestion, typedSuggestion } from '../support/suggestion.ts'

const { telling } = meWords

const check = (typed: Record<string, string>) => {
  const { data, error } = suggestionForm.safeParse(plainSuggestion(typed))
  return { data, errors: Object.fromEntries((error?.issues ?? []).map(issue => [issue.path.join('.'), issue.message])) }
}

describe('a suggestion as it is typed', () => {
  test('is taken when everything needed is there', () => {
    expect(check({}).data).toMatchObject({
      kind: 'problem',
      latitude: undefined,
      name: undefined,
      phone: undefined,
      publish_consent: false,
    })
  })

  test('says everything that is missing at once', () => {
    const nothing = Object.fromEntries(Object.keys(typedSuggestion()).map(name => [name, '']))
    expect(check(nothing).errors).toEqual({
      kind: words.kind,
      title: words.title.missing,
      body: words.body.missing,
      category: words.category,
      county: words.county,
      place: words.place.missing,
      privacy_consent: words.privacyConsent,
      request_key: words.requestKey,
    })
  })

  test('has to say where, if it is a problem, even when something else is wrong too', () => {
    expect(check({ place: '\u200b ', title: '' }).errors).toEqual({
      title: words.title.missing,
      place: words.place.missing,
    })
    expect(check({ place: '', phone: '12' }).errors).toEqual({ place: words.place.missing, phone: words.phone })
    expect(check({ kind: 'idea', place: '' }).errors).toEqual({})
  })

  test('says how its author wishes to be told, or nothing of it', () => {
    const right: Record<string, string>[] = [
      {},
      { tell_by: 'none' },
      { tell_by: 'sms', phone: '13800000001' },
      { tell_by: 'email', email: ' wu@example.cn ' },
    ]
    for (const typed of right) expect(check(typed).errors).toEqual({})
    expect(check({ tell_by: 'sms' }).errors).toEqual({ tell_by: telling.mobileFirst })
    expect(check({ tell_by: 'sms', phone: '0578-2090000' }).errors).toEqual({ tell_by: telling.mobileFirst })
    expect(check({ tell_by: 'sms', phone: '12' }).errors).toEqual({ phone: words.phone })
    expect(check({ tell_by: 'email', email: 'wu@', title: '' }).errors).toEqual({
      title: words.title.missing,
      email: telling.emailWrong,
    })
    expect(check({ email: 'wu@example.cn' }).errors).toEqual({ tell_by: telling.chooseEmail })
    expect(check({ tell_by: 'pigeon' }).errors).toEqual({ tell_by: telling.missing })
  })

  test.each([
    ['title', 60, words.title.long],
    ['body', 3000, words.body.long],
    ['place', 120, words.place.long],
    ['name', 40, words.name],
  ])('counts %s in characters as people do: 𠮷 is one', (field, max, message) => {
    expect(check({ [field]: '𠮷'.repeat(max) }).errors).toEqual({})
    expect(check({ [field]: '𠮷'.repeat(max + 1) }).errors).toEqual({ [field]: message })
  })

  test('drops blanks at the ends and keeps every other character', () => {
    expect(check({ title: '　王𬱖的葛󠄀店 ‏שלום‎ ' }).data?.title).toBe('王𬱖的葛󠄀店 ‏שלום‎')
  })

  test.each(['\u200b', '\u200f\u200e', '\ufe0f', '\u00a0', '\u2028'])('sees that %j says nothing', nothing => {
    expect(check({ title: nothing }).errors).toEqual({ title: words.title.missing })
  })

  test('keeps what is asked for in one line to one line', () => {
    expect(check({ title: '一\n二', place: '一\n二' }).errors).toEqual({
      title: words.title.oneLine,
      place: words.place.oneLine,
    })
  })

  test.each([
    ['kind', 'complaint', words.kind],
    ['request_key', '1; DROP TABLE suggestion', words.requestKey],
    ['privacy_consent', 'no', words.privacyConsent],
  ])('refuses a %s that no page of ours offers', (field, value, message) => {
    expect(check({ [field]: value }).errors).toEqual({ [field]: message })
  })

  test('refuses a category and a county that are not the city’s', () => {
    const { categories: category, counties: county } = choicesOf(starterSettings)
    const strange = (typed: Record<string, string>) =>
      Object.keys(strangeChoices(suggestionForm, plainSuggestion(typed), { category, county }))
    expect(strange({ category: '市容环境', county: '330100' })).toEqual(['category', 'county'])
    expect(strange({})).toEqual([])
  })

  test.each([
    ['138 0000 0001', '13800000001'],
    ['+86 138-0000-0001', '13800000001'],
    ['１３８００００００００', '13800000000'],
    ['0578-2090000', '0578-2090000'],
    ['（0578）2090000', '0578-2090000'],
    ['010 6234 5678', '010-62345678'],
    ['+1 202 555 0100', '+12025550100'],
    ['', undefined],
    [' ', undefined],
  ])('reads the phone number %j as %j', (typed, phone) => {
    expect(check({ phone: typed })).toMatchObject({ errors: {}, data: { phone } })
  })

  test.each(['12345', '12800000000', '2090000', '0578-209000', '+1 202', 'abc', '138000000012'])(
    'asks for a number that can be called instead of %j',
    typed => {
      expect(check({ phone: typed }).errors).toEqual({ phone: words.phone })
    },
  )

  test.each([
    ['28.45', '119.92', {}],
    ['28.45', '', { latitude: words.position }],
    ['', '119.92', { latitude: words.position }],
    ['北纬', '119.92', { latitude: words.position }],
    ['91', '119.92', { latitude: words.position }],
    ['28.45', '-181', { longitude: words.position }],
    ['Infinity', 'NaN', { latitude: words.position, longitude: words.position }],
  ])('takes a position %j, %j whole or not at all', (latitude, longitude, errors) => {
    expect(check({ latitude, longitude }).errors).toEqual(errors)
  })
})
