import { configOrExit, exitWith, proveStart } from './cannot-start.ts'
import { keepWorkers } from './workers.ts'

/** `npm start`: one process that serves, or as many as WORKERS says, which share the port. */
const config = configOrExit()
await proveStart(config).catch((error: Error) => exitWith(error, config))
if (config.workers > 1) await keepWorkers(config.workers)
else await import('./server.ts')
