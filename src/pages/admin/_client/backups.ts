/**
 * Decap keeps what is being written in IndexedDB (`backup.<collection>.<slug>`, two seconds after a change) and offers
 * it when the editor opens. But it reads it at once, and the entry that arrives from the server a moment later is put
 * over the text just restored. Here the reading is held back until the editor is filled.
 * @param filled resolves when nothing more is on its way from the server
 */
export function holdBackups(filled: () => Promise<void>): void {
  const { get } = IDBObjectStore.prototype
  IDBObjectStore.prototype.get = function (this: IDBObjectStore, key) {
    const request = get.call(this, key)
    return typeof key === 'string' && key.startsWith('backup.') ? held(request, filled) : request
  }
}

/** The request, whose `onsuccess` is called later. */
function held(request: IDBRequest, filled: () => Promise<void>): IDBRequest {
  return new Proxy(request, {
    get: (_, name) => Reflect.get(request, name) as unknown,
    set(_, name, value: unknown) {
      const handler = value as (event: Event) => void
      const later = name === 'onsuccess' ? (event: Event) => void filled().then(() => handler(event)) : value
      return Reflect.set(request, name, later)
    },
  })
}

/** Whether there is such a backup. */
export async function hasBackup(collection: string, slug: string): Promise<boolean> {
  // Opening a database that is not there would create it, without the store that localForage then expects.
  const known = await indexedDB.databases?.().catch(() => [])
  if (!known?.some(({ name }) => name === 'localforage')) return false
  return new Promise(resolve => {
    const opening = indexedDB.open('localforage')
    opening.onerror = () => resolve(false)
    opening.onsuccess = () => {
      const database = opening.result
      const store = 'keyvaluepairs'
      if (!database.objectStoreNames.contains(store)) return finish(false)
      const asked = database.transaction(store).objectStore(store).getKey(`backup.${collection}.${slug}`)
      asked.onsuccess = () => finish(asked.result !== undefined)
      asked.onerror = () => finish(false)
      function finish(found: boolean) {
        database.close()
        resolve(found)
      }
    }
  })
}
