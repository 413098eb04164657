import type { Content } from '#publishing/edition/content.ts'
import { openRepository } from '#publishing/git/repository.ts'
import type { Newsroom } from './newsroom.ts'

/** Where the exposure of a test lies. */
export const path = 'content/exposures/2026/new.md'

/** What passes no gate: a person named in a phenomenon, a unit that nobody asked, a person without a decision. */
export const ungated = {
  phenomenon: 'matter: 张某多次在此乱停车。\n',
  unit: 'unit: department-1\nmatter: 占道。\n',
  person:
    'matter: 乱扔垃圾。\npenalty:\n  decision_number: 示例〔2026〕1号\n  authority: 示例局\n  legal_basis: 示例条\n',
} as const
export type Kind = keyof typeof ungated

/** An exposure as it is pushed. */
export const exposure = (kind: Kind, more: string = ungated[kind], body = '说明。') =>
  `---\ntitle: 示例曝光\nkind: ${kind}\ncounty: "331102"\nplace: 示例路\nsummary: 一句话。\nfound_on: 2026-10-08\nstate: rectifying\nexpose_until: 2099-12-31\n${more}---\n${body}\n`

/** The exposure as readers see it. */
export const shown = ({ editionAt }: Pick<Content, 'editionAt'>) => editionAt(new Date()).find('exposures', 'new')

/** An author who reviews too, two reviewers and a publisher. */
export const staff = (room: Newsroom) =>
  Promise.all([
    room.person('撰稿人', 'contributor', 'reviewer'),
    room.person('初审人', 'reviewer'),
    room.person('复审人', 'reviewer'),
    room.person('签发人', 'publisher'),
  ])

/** Somebody from outside commits to a repository. */
export async function pushTo(directory: string, files: Record<string, string | undefined>): Promise<void> {
  const there = await openRepository(directory)
  const done = await there.commitFiles(
    'main',
    undefined,
    Object.entries(files).map(([path, bytes]) => ({ path, bytes })),
    { author: { name: '外部编辑', email: 'outside@example.cn' }, message: '推送' },
  )
  await there.close()
  if ('refused' in done) throw new Error(done.refused)
}
