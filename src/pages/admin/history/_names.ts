import type { Content } from '#publishing/edition/content.ts'
import type { Edition } from '#publishing/edition/edition.ts'
import type { ChoiceList } from '#publishing/types/choices.ts'
import type { NameOf } from '#publishing/types/in-words.ts'
import { typeNamed } from '#publishing/types/index.ts'

/** What a code of the settings stands for, and what an entry is called. */
export function namesIn(content: Content, edition: Edition): NameOf {
  const { lists } = content.everything()
  return (typeOrList, id) => {
    const type = typeNamed(typeOrList)
    if (!type) return edition.choices[typeOrList as ChoiceList]?.get(id) ?? id
    const data = lists[type.name].find(({ file }) => file.id === id)?.file.data
    return String(data?.[type.titleField] ?? id)
  }
}
