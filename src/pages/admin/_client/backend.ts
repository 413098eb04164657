import type { Asset, Draft, GatewayAction, GatewayActions, MediaFile } from '#publishing/decap/protocol.ts'
import { adminText } from '#publishing/drafts/words.ts'
import { savedEvent } from './aside.ts'
import { hasBackup } from './backups.ts'
import type { AssetInEditor } from './decap.ts'
import { say, sayThatReviewsStartAgain } from './dialog.ts'
import { ask, Refused } from './gateway.ts'
import { createVersions, type Versions } from './versions.ts'

interface PersistOptions {
  collectionName: string
  newEntry?: boolean
}

/** As Decap knows a picture: `url` shows it. */
type ShownFile = MediaFile & { displayURL: string }

interface Cursor {
  data: { get(key: 'folder' | 'extension' | 'depth'): never; get(key: 'page'): number }
}

/**
 * Decap's backend for this portal: our session, our gateway, pages of long lists, pictures by address.
 * @param cursorKey the key under which a list says that there is more
 */
export function portalBackend(cursorKey: symbol) {
  const versions = createVersions(path => hasBackup(...entryOf(path)))
  // What a draft holds already is not sent again at the next save.
  const sent = new Map<string, string>()
  // Where the server has put each: Decap goes on calling it as it was when it was chosen.
  const storedAs = new Map<string, string>()
  // What Decap's status button says; it does not notice that a save takes a draft out of review.
  const shownStatus = new Map<string, Draft['status']>()
  // Filled when Decap asks for all drafts, read when it then asks for each; a write empties it.
  const listed = new Map<string, GatewayActions['unpublishedEntries']['answer'][number]>()

  const Backend = class {
    isGitBackend() {
      return false
    }
    async status() {
      return { auth: { status: true }, api: { status: true, statusPage: '' } }
    }
    authComponent() {
      return () => adminText.signedOut
    }
    restoreUser() {
      return this.authenticate()
    }
    /** Who is signed in. Those who may not publish gets Decap's interface for contributors, without its publish button. */
    async authenticate() {
      const response = await fetch('/admin/session')
      if (response.status === 401) location.assign(`/login?next=${encodeURIComponent('/admin')}`)
      if (!response.ok) throw new Error(adminText.away)
      const { name, login, publishes } = (await response.json()) as { name: string; login: string; publishes: boolean }
      return { name, login, useOpenAuthoring: !publishes }
    }
    async logout() {
      await fetch('/logout', { method: 'POST', redirect: 'manual' })
      location.assign('/login')
    }
    async getToken() {
      return ''
    }

    async entriesByFolder(folder: string, extension: string, depth: number) {
      const { entries, cursor } = await page(folder, extension, depth, 0)
      return Object.assign(entries, { [cursorKey]: cursor })
    }
    async allEntriesByFolder(folder: string, extension: string, depth: number) {
      return (await ask('entriesByFolder', { folder, extension, depth })).entries
    }
    traverseCursor({ data }: Cursor) {
      return page(data.get('folder'), data.get('extension'), data.get('depth'), data.get('page'))
    }
    async entriesByFiles(files: { path: string; label?: string }[]) {
      const entries = await ask('entriesByFiles', { files })
      for (const { file, data } of entries) versions.received(file.path, data, file.id)
      return entries
    }
    async getEntry(path: string) {
      const entry = await ask('getEntry', { path })
      versions.received(path, entry.data, entry.file.id)
      return entry
    }

    async unpublishedEntries() {
      const drafts = await ask('unpublishedEntries', {})
      listed.clear()
      for (const draft of drafts) listed.set(draft.id, draft)
      return [...listed.keys()]
    }
    async unpublishedEntry({ id, collection = '', slug = '' }: { id?: string; collection?: string; slug?: string }) {
      const known = id === undefined ? undefined : listed.get(id)
      if (known) return known
      if (id !== undefined) [collection, slug] = [id.slice(0, id.indexOf('/')), id.slice(id.indexOf('/') + 1)]
      const draft = await ask('unpublishedEntry', { collection, slug }).catch((error: unknown) => {
        throw error instanceof Refused && error.status === 404 ? notADraft() : error
      })
      shownStatus.set(draft.id, draft.status)
      return draft
    }
    async unpublishedEntryDataFile(collection: string, slug: string, path: string, id: string) {
      const known = [...listed.values()].find(draft => draft.diffs.some(diff => diff.path === path && diff.id === id))
      const data = known?.data ?? (await ask('unpublishedEntryDataFile', { collection, slug, path, id })).data
      versions.received(path, data, id)
      return data
    }
    /** A picture has one address as a draft and afterwards; as a draft it is there for editors alone. */
    async unpublishedEntryMediaFile(_collection: string, _slug: string, path: string, id: string): Promise<ShownFile> {
      const url = `/media/${id.slice(0, 12)}/${path.slice('content/media/'.length)}`
      return { id, name: path.slice(path.lastIndexOf('/') + 1), path, size: 0, url, displayURL: url }
    }

    async persistEntry(
      { dataFiles, assets }: { dataFiles: { slug: string; path: string; raw: string }[]; assets: AssetInEditor[] },
      options: PersistOptions,
    ) {
      const { collectionName, newEntry = false } = options
      const files = dataFiles.map(({ slug, path, raw }) => ({ slug, path, raw: named(raw, storedAs) }))
      const base = Object.fromEntries(files.map(({ path }) => [path, newEntry ? null : versions.baseOf(path)]))
      const answer = await write(
        'persistEntry',
        {
          dataFiles: files,
          assets: await Promise.all(assets.map(toSend)),
          options: { collectionName, newEntry },
          base,
        },
        versions,
      )
      for (const [path, oid] of Object.entries(answer.versions)) versions.replaced(path, oid)
      for (const { path, url } of assets) sent.set(path, url)
      for (const [path, stored] of Object.entries(answer.stored)) storedAs.set(path, stored)
      listed.clear()
      const inReview = files.some(({ slug }) => (shownStatus.get(`${collectionName}/${slug}`) ?? 'draft') !== 'draft')
      window.dispatchEvent(new Event(savedEvent))
      if (inReview) sayThatReviewsStartAgain()
    }
    async updateUnpublishedEntryStatus(collection: string, slug: string, newStatus: Draft['status']) {
      await write('updateUnpublishedEntryStatus', { collection, slug, newStatus }, versions)
      shownStatus.set(`${collection}/${slug}`, newStatus)
      listed.clear()
    }
    async publishUnpublishedEntry(collection: string, slug: string) {
      await write('publishUnpublishedEntry', { collection, slug }, versions)
      listed.clear()
    }
    async deleteUnpublishedEntry(collection: string, slug: string) {
      await write('deleteUnpublishedEntry', { collection, slug }, versions)
      listed.clear()
    }
    /** An entry goes only through its reviews: a page of its own asks why, and Decap waits until it is left. */
    async deleteFiles(paths: string[]) {
      const entry = paths.find(path => !path.startsWith('content/media/'))
      if (entry) {
        location.assign(`/admin/entries/removal?${new URLSearchParams({ path: entry })}`)
        return new Promise<void>(() => {})
      }
      await write('deleteFiles', { paths }, versions)
      for (const path of paths) versions.replaced(path, null)
    }

    async getMedia(mediaFolder = 'content/media/uploads') {
      return (await ask('getMedia', { mediaFolder })).map(shown)
    }
    async getMediaFile(path: string) {
      return shown(await ask('getMediaFile', { path }))
    }
    async persistMedia(asset: AssetInEditor) {
      return shown(await write('persistMedia', { asset: await toSend(asset) }, versions))
    }
  }

  async function toSend(asset: AssetInEditor): Promise<Asset> {
    const { path, url } = asset
    if (url.startsWith('/media/') || sent.get(path) === url) return { path: storedAs.get(path) ?? path, keep: true }
    return { path, content: await asset.toBase64(), encoding: 'base64' }
  }

  return { Backend, beganFrom: versions.beganFrom }
}

/** The text with its pictures as they are stored. */
function named(text: string, storedAs: ReadonlyMap<string, string>): string {
  let result = text
  for (const [path, stored] of storedAs)
    result = result.replaceAll(path.slice('content'.length), stored.slice('content'.length))
  return result
}

async function page(folder: string, extension: string, depth: number, number: number) {
  const { entries, count, pageSize, next } = await ask('entriesByFolder', { folder, extension, depth, page: number })
  const meta = { index: number, count, pageSize, pageCount: Math.max(0, Math.ceil(count / pageSize) - 1) }
  return {
    entries,
    cursor: { actions: next === undefined ? [] : ['next'], meta, data: { folder, extension, depth, page: next } },
  }
}

/** Asks for a change; a refusal is also said in a window of its own, because Decap's notice goes away by itself. */
async function write<Action extends GatewayAction>(
  action: Action,
  params: GatewayActions[Action]['params'],
  versions: Versions,
): Promise<GatewayActions[Action]['answer']> {
  try {
    return await ask(action, params)
  } catch (error) {
    if (error instanceof Refused) say(error.refusal, (path, oid) => versions.replaced(path, oid))
    throw error
  }
}

const shown = (file: MediaFile): ShownFile => ({ ...file, displayURL: file.url })

/** The error by which Decap knows that it should open the published entry. */
function notADraft(): Error {
  return Object.assign(new Error('no draft'), { name: 'EDITORIAL_WORKFLOW_ERROR', notUnderEditorialWorkflow: true })
}

/** Collection and slug of a path such as `content/role-models/2026/wang-xiulan.md`. */
function entryOf(path: string): [string, string] {
  const [, collection = '', rest = ''] = /^content\/([^/]+)\/(.+)\.\w+$/.exec(path) ?? []
  return [collection, rest]
}
