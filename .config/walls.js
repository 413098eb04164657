/**
 * Who may import whom. Everything that no line allows is refused, in `.ts` and in `.astro`, by `hold-walls.js`.
 * A file stands under the longest line that fits it and may always import from its own folder.
 */

/** Stands for every `words.ts` and `…-words.ts`: words have no behaviour. */
export const words = 'words'
/** Stands for imports of types alone. */
export const types = 'types'

const below = ['db', 'src/calendar', 'src/forms']

/** A folder or file, and what it may import of ours. */
export const walls = {
  db: [],
  // A migration means the same for ever, whatever becomes of the code around it.
  'db/migrations': [],
  'src/config.ts': ['package.json'],
  'src/calendar': [],
  'src/forms': ['src/calendar'],
  // What points at a person in a text: asked before readers see it, and before a unit does.
  'src/checks': [],
  'src/people': below,
  'src/messages': [...below, 'src/people'],
  'src/publishing': [...below, 'src/people', 'src/messages', 'src/checks'],
  'src/publishing/types': ['src/calendar', 'src/forms'],
  'src/suggestions': [...below, 'src/people', 'src/messages', 'src/publishing/types', 'src/checks'],
  'src/volunteering': [...below, 'src/people', 'src/messages', 'src/publishing/types'],
  // What of the people's matters is public.
  'src/record': [...below, 'src/people', 'src/messages', 'src/publishing/search', 'src/suggestions'],
  // What units report, and how they are assessed.
  'src/assessment': [
    ...below,
    'src/people',
    'src/messages',
    'src/publishing/types',
    'src/suggestions',
    'src/record',
    'src/web/chinese-font.ts',
  ],
  // Applications for honours, from a unit to the award.
  'src/honours': [
    ...below,
    'src/people',
    'src/publishing/types',
    'src/publishing/search/folding.ts',
    'src/suggestions',
    'src/objections',
  ],
  // What is objected while something is on public notice, whatever it is.
  'src/objections': [...below, 'src/people', 'src/suggestions', 'src/checks'],
  // Contests of ideas, from the entry to the award.
  'src/contests': [...below, 'src/people', 'src/messages', 'src/publishing/types', 'src/suggestions', 'src/objections'],
  // Programs of others: their keys, what they send and read, what they are told.
  'src/machines': [...below, 'src/people', 'src/messages', 'src/publishing/types', 'src/suggestions'],
  // Addresses, feeds, the sitemap and the navigation follow from the list of content types.
  'src/web': ['src/calendar', 'src/forms', 'src/people', 'src/publishing/types', types, words],
  'src/components': ['src/calendar', 'src/publishing/types', 'src/styles', types, words],
  'src/pages': [
    'src/calendar',
    'src/forms',
    'src/people',
    'src/messages',
    'src/publishing',
    'src/suggestions',
    'src/volunteering',
    'src/machines',
    'src/record',
    'src/assessment',
    'src/honours',
    'src/objections',
    'src/contests',
    'src/web',
    'src/components',
    'src/styles',
    types,
  ],
  'src/middleware.ts': ['src/web', 'src/people', 'src/portal.ts'],
  'src/portal.ts': [
    ...below,
    'src/people',
    'src/publishing',
    'src/suggestions',
    'src/process',
    'src/web',
    'src/config.ts',
  ],
  'src/process': [
    ...below,
    'src/people',
    'src/messages',
    'src/publishing',
    'src/suggestions',
    'src/volunteering',
    'src/machines',
    'src/record',
    'src/assessment',
    'src/web',
    'src/demo',
    'src/config.ts',
    'src/portal.ts',
    'package.json',
  ],
  'src/demo': [
    'db',
    'src/calendar',
    'src/people',
    'src/publishing/types',
    'src/suggestions',
    'src/volunteering',
    'src/record',
    'src/assessment',
    'src/contests',
    'src/portal.ts',
  ],
  'src/env.d.ts': [types],
}

/** Single doors in a wall: from a file to what stands behind it, and why. */
export const doors = [
  ['src/forms/move.ts', 'db/schema.ts', 'a move acts in a transaction: the types alone'],
  [
    'src/volunteering/organisations/documents.ts',
    'src/suggestions/photo-files.ts',
    'one store keeps what people photograph',
  ],
  [
    'src/volunteering/organisations/documents.ts',
    'src/suggestions/waiting-photos.ts',
    'a photo waits for any form alike',
  ],
  [
    'src/publishing/types/indicator.ts',
    'src/volunteering/activities/words.ts',
    'which activities are evidence of an indicator: words alone',
  ],
  [
    'src/volunteering/organisations/documents.ts',
    'src/suggestions/documents.ts',
    'a document waits for any form alike',
  ],
  ['src/components/form', 'src/forms', 'a form is drawn from its fields'],
  ['src/components/parts/figures.ts', 'src/suggestions/figures.ts', 'which figure is a share of which'],
]

const queries = [
  'db',
  'src/people',
  'src/messages',
  'src/suggestions',
  'src/volunteering',
  'src/machines',
  'src/record',
  'src/assessment',
  'src/honours',
  'src/objections',
  'src/contests',
  'src/portal.ts',
]

/** What comes from outside and only these may use. Types of it are free; `#` names one export, `fetch` is the global one. */
export const only = {
  // No page and no component writes a query.
  kysely: queries,
  pg: ['db'],
  '@electric-sql/pglite': ['db'],
  // Touches Git, calls pg_dump and tar, and sets the portal up before there is anything else.
  'node:child_process': ['src/process/release.ts', 'src/publishing/git', 'db/dump.ts', 'src/process/setup.mjs'],
  // Sends. The editors' page, a form with photos, the field of the search and the form of a suggestion talk to the server they came from.
  fetch: [
    'src/messages',
    'src/pages/admin/_client',
    'src/components/form/photo-upload.ts',
    'src/pages/search/_suggest-titles.ts',
    'src/pages/participate/_look-while-writing.ts',
  ],
  'node:https': ['src/messages'],
  nodemailer: ['src/messages'],
  'pg-boss': ['src/messages'],
  // Sees keys.
  'node:crypto#createCipheriv': ['src/people/personal-data.ts'],
  'node:crypto#createDecipheriv': ['src/people/personal-data.ts'],
  'node:crypto#createSecretKey': ['src/people/personal-data.ts'],
  'node:crypto#hkdfSync': ['src/people/personal-data.ts'],
  // Knows pages and requests.
  astro: ['src/pages', 'src/components', 'src/middleware.ts', 'src/web', 'src/process'],
}
