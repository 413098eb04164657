import { readConfig } from '#config.ts'
import { keepWorkers } from './workers.ts'

/** `npm start`: one process that serves, or as many as WORKERS says, which share the port. */
const workers = countWorkers()
if (workers > 1) await keepWorkers(workers)
else await import('./server.ts')

function countWorkers(): number {
  try {
    return readConfig(process.env).workers
  } catch {
    // The server reads it again and says what is wrong.
    return 1
  }
}
