import { suggestionKinds } from '#suggestions/words.ts'
import type { Told } from './xml.ts'
import { open311Words } from './words.ts'

/** What may be chosen of the city's settings: names by code. */
export interface Chosen {
  categories: ReadonlyMap<string, string>
  counties: ReadonlyMap<string, string>
}

/** The categories as services. */
export const listServices = ({ categories }: Pick<Chosen, 'categories'>): Told =>
  [...categories].map(([service_code, service_name]) => ({
    service_code,
    service_name,
    description: service_name,
    metadata: true,
    type: open311Words.type,
    keywords: service_name,
    group: null,
  }))

const { attributes: words, yes } = open311Words
type Name = keyof typeof words
/** In the order in which they are asked. */
const names = ['county', 'kind', 'title', 'publish_consent', 'privacy_consent'] as const satisfies Name[]

/** What is asked for one service beside what Open311 itself knows; the same for all. */
export function describeService(service_code: string, { counties }: Pick<Chosen, 'counties'>): Told {
  const lists: Partial<Record<Name, [string, string][]>> = {
    county: [...counties],
    kind: Object.entries(suggestionKinds).map(([key, { label }]) => [key, label]),
    publish_consent: [['yes', yes]],
    privacy_consent: [['yes', yes]],
  }
  return {
    service_code,
    attributes: names.map((code, index) => {
      const values = lists[code]
      return {
        variable: true,
        code,
        datatype: values ? 'singlevaluelist' : 'string',
        required: code === 'county',
        datatype_description: words[code].help,
        order: index + 1,
        description: words[code].description,
        values: (values ?? []).map(([key, name]) => ({ key, name })),
      }
    }),
  }
}
