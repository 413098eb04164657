// Who may import whom (README, "Walls"). A wall names a folder and what may not be reached from it.
const domain = ['src/people/**', 'src/publishing/**', 'src/suggestions/**', 'src/patrols/**', 'src/volunteers/**', 'src/activities/**', 'src/messages/**']
const upwards = {
  'src/people/**': ['suggestions', 'patrols', 'volunteers', 'activities', 'publishing', 'messages'],
  'src/messages/**': ['suggestions', 'patrols', 'volunteers', 'activities', 'publishing'],
  'src/suggestions/**': ['patrols', 'volunteers', 'activities'],
  'src/volunteers/**': ['activities', 'patrols'],
}

const refuse = (files, group, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
})

const insideDomain = ['astro:*', '**/web/**', '**/pages/**', '**/components/**', '**/layouts/**', '**/portal.ts']

/** ESLint configurations that hold the walls. */
export const walls = [
  refuse(domain.map(files => `${files}/*.ts`), insideDomain, 'A domain folder takes `db` and plain data; it knows no page, no form and no request.'),
  ...Object.entries(upwards).map(([files, folders]) =>
    refuse([`${files}/*.ts`], [...insideDomain, ...folders.map(folder => `**/${folder}/**`)], 'Domain folders reach each other only downwards.'),
  ),
  refuse(['src/components/**/*.astro', 'src/layouts/**/*.astro'], ['**/db/connect.ts', 'kysely', '**/portal.ts'], 'A component gets props and never queries.'),
  refuse(['db/migrations/0*.ts'], ['../../src/**', '../schema.ts', '../connect.ts'], 'A migration imports nothing of ours: it must mean the same for ever.'),
  refuse(['src/pages/**/*.{ts,astro}'], ['**/db/connect.ts', '**/portal.ts', 'pg', 'kysely'], 'A page reaches the database through Astro.locals.portal and the domain functions.'),
]
