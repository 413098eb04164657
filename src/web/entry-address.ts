import type { ContentTypeName } from '#publishing/types/index.ts'

const folders: Readonly<Partial<Record<ContentTypeName, string>>> = {
  'role-models': '/role-models/',
  exposures: '/exposure/',
  'public-service-ads': '/psa/',
  notices: '/notices/',
  articles: '/news/',
  // Units stand together on one page.
  departments: '/creation/organization#',
}

/** The address of an entry on the public site, undefined for a type that has no page there. */
export function entryAddress(type: ContentTypeName, id: string): string | undefined {
  const folder = folders[type]
  return folder && `${folder}${id}`
}
