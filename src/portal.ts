import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { type Connection, connect, isOutOfTime, proveReachable } from '#db/connect.ts'
import { inspectDatabase } from '#db/migrate.ts'
import { prepareDatabase } from '#process/prepare-database.ts'
import type { Config } from './config.ts'
import { proveDataKey } from '#people/data-key.ts'
import { portalConnections } from '#people/key-rotation.ts'
import { createPersonalData, type PersonalData } from '#people/personal-data.ts'
import { createSessions, type Sessions } from '#people/session.ts'
import { startJobs } from '#process/jobs.ts'
import { createLog, type Log } from '#process/log.ts'
import { createPageCache, type PageCache } from '#process/page-cache.ts'
import { createReadiness, type Readiness } from '#process/readiness.ts'
import { type Content, openContent } from '#publishing/edition/content.ts'
import { hasPublished } from '#publishing/edition/lost-content.ts'
import { type FileStore, openBucket, openFileStore } from '#publishing/files/store.ts'
import { adoptOldFiles } from '#publishing/files/stored-files.ts'
import type { Db } from '#db/schema.ts'
import { keepPublicFigures, type ReadPublicFigures } from '#suggestions/public-figures.ts'
import { type PhotoStore, photosInBucket, photosOnDisk } from '#suggestions/photo-files.ts'
import { createPhotoIntake, type PhotoIntake } from '#suggestions/photo-intake.ts'
import { hashNames } from '#suggestions/hash-names.ts'
import { sealCodes } from '#suggestions/seal-codes.ts'
import { securityHeaders } from '#web/headers.ts'
import { createRateLimits, type RateLimits } from '#web/rate-limit.ts'

/** Everything a process holds open: opened once, closed once, reached in pages through their visit (web/visit.ts). */
export interface Portal {
  config: Config
  log: Log
  db: Db
  /** For what anybody may look at, and for signing in: shares of their own, which no other work can use up. */
  reading: Db
  shown: Db
  entering: Db
  content: Content
  files: FileStore
  personalData: PersonalData
  sessions: Sessions
  limits: RateLimits
  photos: PhotoIntake
  photoStore: PhotoStore
  publicFigures: ReadPublicFigures
  pages: PageCache
  /** Whether this process should be sent requests, and why not. */
  readiness(): Promise<Readiness>
  /** The connections to the database, by share. */
  pools: Connection['pools']
  inspectDatabase(): ReturnType<typeof inspectDatabase>
  /** Why the database does not answer, or did not in time if that is what the error says; undefined when it does. */
  findDatabaseFault(error?: unknown): Promise<string | undefined>
  close(): Promise<void>
}

/** The channel on which processes tell each other that the content has moved. */
const contentChannel = 'content'
/** Who tells it: this process. */
const self = randomUUID()
const ignore = () => {}

// Astro's bundle holds its own copy of this module; the one portal of the process lives on globalThis.
const slot = Symbol.for('lishui.portal')
const processWide = globalThis as { [slot]?: Portal }

/** The portal of this process; throws before `openPortal` has finished. */
export function currentPortal(): Portal {
  const portal = processWide[slot]
  if (!portal) throw new Error('the portal is not open')
  return portal
}

/** Opens database (migrated), content and jobs. What was opened is closed again when a later part fails. */
export async function openPortal(config: Config): Promise<Portal> {
  const log = createLog(config.production)
  const connection: Connection = await connect({ ...config, name: portalConnections })
  try {
    if (config.databaseUrl) await proveReachable(connection.db)
    const applied = await prepareDatabase(connection.db)
    // A new database takes them all: their names would fill the screen.
    const named = applied.length <= 5 && { names: applied }
    if (applied.length > 0) log('info', 'database migrated', { migrations: applied.length, ...named })
    const personalData = createPersonalData(config.dataKey)
    await proveDataKey(connection.db, personalData)
    const tellOthers = () =>
      sql`SELECT pg_notify(${contentChannel}, ${self})`.execute(connection.db).then(ignore, ignore)
    const content = await openContent({
      dataDir: config.dataDir,
      contentRepository: config.contentRepository,
      shared: config.contentShared ? { address: config.contentShared, tell: tellOthers } : undefined,
      remote: config.contentRemote,
      hasPublished: await hasPublished(connection.db),
      starterDirectory: fileURLToPath(new URL('../content', import.meta.url)),
      db: connection.db,
      log,
    })
    const sealed = await sealCodes(connection.db, personalData)
    if (sealed > 0) log('info', 'codes of suggestions sealed', { suggestions: sealed })
    const hashed = await hashNames(connection.db, personalData)
    if (hashed > 0) log('info', 'names of suggestions hashed', { suggestions: hashed })
    const limits = createRateLimits(connection.entering.pool, personalData)
    const bucket = config.filesS3 && (await openBucket(config.filesS3))
    const photoStore = bucket ? photosInBucket(bucket) : photosOnDisk(config.dataDir)
    const photos = createPhotoIntake({
      db: connection.db,
      dataDir: config.dataDir,
      store: photoStore,
      limit: limits.photos,
      log,
    })
    const jobs = await startJobs({ config, log, connection, content, personalData, photos, photoStore, limits })
    const files = openFileStore(config.dataDir, bucket)
    await adoptOldFiles(connection.db, files).catch((error: unknown) =>
      log('error', 'files from before could not be read; tried again within an hour', { error }),
    )
    const pages = createPageCache({
      editionAt: content.editionAt,
      // A copy may be behind what is told.
      isTold: () => !config.databaseReadUrl && listening.isOn(),
      maxBytes: config.pageCacheMegabytes * 2 ** 20,
      headers: securityHeaders(undefined, config.origin.startsWith('https:')),
    })
    const listening = connection.listen({
      public_change: pages.written,
      [contentChannel]: from => void (from !== self && content.follow().catch(ignore)),
    })
    // Other processes on the same repository would look again in half a second only.
    if (!config.contentShared) content.onMoved(tellOthers)
    const portal: Portal = {
      config,
      log,
      db: connection.db,
      reading: connection.reading,
      shown: connection.shown,
      entering: connection.entering.db,
      content,
      files,
      personalData,
      sessions: createSessions(connection.entering.db, { secure: config.origin.startsWith('https:') }),
      limits,
      photos,
      photoStore,
      publicFigures: keepPublicFigures(connection.shown, error =>
        log('error', 'the public figures could not be read', { error }),
      ),
      pages,
      readiness: createReadiness({
        ...config,
        db: connection.entering.db,
        copyFault: connection.copyFault,
        sharedFault: content.sharedFault,
        contentFault: content.fault,
        contentConflict: content.repository.conflict,
      }),
      pools: connection.pools,
      inspectDatabase: () => inspectDatabase(connection.db),
      findDatabaseFault: async error =>
        isOutOfTime(error)
          ? (error as Error).message
          : sql`SELECT 1`.execute(connection.entering.db).then(
              () => undefined,
              (fault: Error) => fault.message,
            ),
      async close() {
        await jobs.close()
        await content.close()
        await connection.close()
        delete processWide[slot]
      },
    }
    processWide[slot] = portal
    return portal
  } catch (error) {
    await connection.close()
    throw error
  }
}
