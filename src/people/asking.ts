import { AsyncLocalStorage } from 'node:async_hooks'

/** Where the request comes from that is being answered; nothing in jobs and commands. An IP address. */
export const asking = new AsyncLocalStorage<{ address: string }>()
