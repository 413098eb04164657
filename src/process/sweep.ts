import { anHour } from '#calendar/spans.ts'
import type { Portal } from '#portal.ts'
import { adoptOldFiles } from '#publishing/files/stored-files.ts'
import { dropOldDocuments } from '#suggestions/documents.ts'
import { sweepPhotos } from '#suggestions/photo-files.ts'
import { dropOldPhotos } from '#suggestions/waiting-photos.ts'
import { sweepUploads } from '#forms/body.ts'

/** Removes, now and every hour, the files that a killed process left without a row, and photos that no form took. Files from before that had no row get one, should the store have been away at the start. */
export function sweepHourly({ db, config, photoStore, files, log }: Portal): void {
  const sweep = async () => {
    try {
      await sweepUploads(config.dataDir, new Date())
      const dropped = await dropOldPhotos(db, photoStore, new Date())
      if (dropped > 0) log('info', 'photos that no form has taken removed', { photos: dropped })
      const papers = await dropOldDocuments(db, photoStore, new Date())
      if (papers > 0) log('info', 'documents that no form has taken removed', { documents: papers })
      const removed = await sweepPhotos(db, photoStore, new Date())
      await adoptOldFiles(db, files)
      if (removed > 0) log('info', 'photos without a suggestion removed', { folders: removed })
    } catch (error) {
      log('warn', 'left-over files could not be swept; tried again in an hour', { error })
    }
  }
  void sweep()
  setInterval(sweep, anHour).unref()
}
