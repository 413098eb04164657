import type { ColumnType } from 'kysely'

/** The pictures of a photo: `file` is the beginning of their names, the sides are those of the largest. */
interface PhotoColumns {
  file: string
  width: number
  height: number
}

interface AnswerPhotoTable extends PhotoColumns {
  answer_id: number
  moment: 'before' | 'after'
  position: number
}

interface AdditionPhotoTable extends PhotoColumns {
  addition_id: number
  position: number
}

interface SuggestionPhotoTable extends PhotoColumns {
  suggestion_id: number
  position: number
}

/** A photo that arrived and belongs to nothing yet. Anyone who holds its token may see and use it. */
interface WaitingPhotoTable extends PhotoColumns {
  token_hash: string
  received_at: ColumnType<Date, Date | undefined, Date>
}

export interface PhotoTables {
  suggestion_photo: SuggestionPhotoTable
  answer_photo: AnswerPhotoTable
  addition_photo: AdditionPhotoTable
  waiting_photo: WaitingPhotoTable
}
