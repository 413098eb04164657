/**
 * The part of Decap 3.16 that we speak to: its bundle is loaded as a file of its own and has no types.
 */
export interface Decap {
  init(): void
  registerBackend(name: string, backend: new (config: object) => object): void
  getBackend(name: string): {
    init(config: object): { entriesByFolder(folder: string, extension: string, depth: number): Promise<object[]> }
  }
  registerLocale(name: string, phrases: Phrases): void
  getLocale(name: string): Phrases
  registerEventListener(listener: { name: 'preSave'; handler: (event: { entry: DraftInEditor }) => void }): void
  registerWidget(name: string, control: object): void
  registerEditorComponent(component: object): void
}

export interface Phrases {
  [key: string]: string | Phrases
}

/** An Immutable.js map. `raw` is the text that the server sent when the editor was opened; `path` is empty for a new entry. */
export interface DraftInEditor {
  get(key: 'path' | 'raw'): string
}

/** A picture that an editor chose or that the draft holds: `url` is a `blob:` address or one of ours. */
export interface AssetInEditor {
  path: string
  url: string
  toBase64(): Promise<string>
}

/** Loads the bundle that the page names and stops it from starting by itself. */
export async function loadDecap(address: string): Promise<Decap> {
  const page = window as unknown as { CMS_MANUAL_INIT: boolean; CMS: Decap }
  page.CMS_MANUAL_INIT = true
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = address
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', () => reject(new Error(`${address} did not load`)))
    document.head.append(script)
  })
  return page.CMS
}

/**
 * The key under which a list carries its cursor ("there is more"). Decap keeps it to itself, so it is read off
 * a list of its own test backend.
 */
export async function cursorKey(decap: Decap): Promise<symbol> {
  const list = await decap.getBackend('test-repo').init({}).entriesByFolder('', 'md', 1)
  const [key] = Object.getOwnPropertySymbols(list)
  if (!key) throw new Error('Decap no longer marks its lists with a cursor')
  return key
}
