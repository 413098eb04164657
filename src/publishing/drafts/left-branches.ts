import type { Content } from '../edition/content.ts'
import { mainBranch } from '../git/repository.ts'

/**
 * Makes room for a new draft where a branch of its name stands that is no draft. One whose commits are all on main, which a
 * kill leaves behind after its publication, is removed; one that cannot be read as a draft, which only a push brings, is put
 * aside under a name of its own, and nothing of it is lost. A draft stays where it is.
 */
export async function makeRoom({ repository, drafts }: Content, branch: string): Promise<void> {
  const [head, main] = await Promise.all([repository.head(branch), repository.head(mainBranch)])
  if (!head || !main) return
  if ((await repository.mergeBase(head, main)) === head) await repository.deleteBranch(branch, head)
  else if (!(await drafts.at(branch, head))) await repository.putAside(branch, head)
}
