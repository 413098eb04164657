import { hash } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'

const mark = '/* often */'

/**
 * Marks a statement (`modifyFront`, or inside the text) that is parsed and planned once per connection, not each time:
 * half of a sign-up's work. It must name its columns and keep its text whatever its values are (`= ANY`, never `IN`).
 */
export const often = sql.raw(mark)

/** A client that prepares the statements marked `often`. */
export class PreparingClient extends pg.Client {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- pg overloads it a dozen times
  override query(text: any, values?: any, callback?: any): any {
    const prepared = typeof text === 'string' && text.includes(mark)
    return prepared ? super.query({ name: hash('sha1', text), text, values }, callback) : super.query(text, values, callback)
  }
}
