import { randomUUID } from 'node:crypto'

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
    request_key: randomUUID(),
    ...typed,
  }
}
