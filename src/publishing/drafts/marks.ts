import { createHash } from 'node:crypto'

/** Stands for an entry in a message and in the link to its page: ids and titles can be the names of people. */
export const markOf = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 12)
