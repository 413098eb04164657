import type { ShownMove } from '#forms/move.ts'
import type { Role } from '#people/roles.ts'

/** What stands in everything that is somebody's: nobody else may read it. */
export const secret = '只给主人看的话'
/** A phone that stands in it too. */
export const secretPhone = '13900005781'
export const secrets = [secret, secretPhone]

/** A thing of somebody, and who of the sample people may open it too. */
export interface Thing {
  /** The folder of src/pages whose pages are about it. */
  at: string
  parts: Record<string, string>
  seenBy: readonly Role[]
  moves?: readonly ShownMove[]
  /** Its page has the secret words for those who may open it. */
  says?: true
}
