import { randomUUID } from 'node:crypto'
import { plainValues, type Values } from '#forms/values.ts'
import { drawCode, sealCode } from '#suggestions/code.ts'
import { createPersonalData } from '#people/personal-data.ts'
import { suggestionForm } from '#suggestions/suggestion-form.ts'

/** As if every sample had been on the page: what may be the same is asked in tests of its own. */
const thisYear = new Date().getFullYear()
const seenSamples = [thisYear - 1, thisYear, thisYear + 1]
  .flatMap(year => Array.from({ length: 40 }, (_, at) => `${year}-${at + 1}`))
  .join(' ')

/** A filled-in form as the browser sends it, with a request key of its own; change what the test is about. */
export function typedSuggestion(typed: Record<string, string> = {}): Record<string, string> {
  return {
    kind: 'problem',
    title: '大猷街盲道上停满电动车',
    body: '早高峰七点到八点半，盲道整段被占。',
    category: 'bicycle-parking',
    county: '331102',
    place: '大猷街与解放街路口',
    latitude: '',
    longitude: '',
    name: '',
    phone: '',
    publish_consent: '',
    privacy_consent: 'yes',
    seen_similar: seenSamples,
    request_key: randomUUID(),
    ...typed,
  }
}

/** The same as the domain takes it, once the form was read. */
export function suggestionInput(typed: Record<string, string> = {}) {
  const {
    photos: _photos,
    seen_similar: _seen,
    contest: _contest,
    ...input
  } = suggestionForm.parse(plainSuggestion(typed))
  return input
}

/** What the form's reader makes of it, before any check. */
export function plainSuggestion(typed: Record<string, string> = {}): Record<string, unknown> {
  return plainValues(suggestionForm, { ...typedSuggestion(typed), photos: [] } as unknown as Values<
    typeof suggestionForm
  >)
}

let numbers = 0
const anyKey = createPersonalData(Buffer.alloc(32, 1))

/** Number and code of a row that a test writes itself. */
export function namesOfRow() {
  return { number: `2001-${(numbers += 1)}`, ...sealCode(anyKey, drawCode()) }
}
