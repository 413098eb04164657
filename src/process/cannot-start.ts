import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { connect, createServer } from 'node:net'
import { StartRefused } from '#db/start-refused.ts'
import { BadConfiguration, type Config, readConfig, sayUnusable } from '#config.ts'

/** Reads the settings, or ends this process with a line that names the wrong one. */
export function configOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    return exitWith(error as Error)
  }
}

/** Finds a folder that cannot be written and a port that is taken before a database is made; throws `StartRefused`. */
export async function proveStart(config: Config): Promise<void> {
  const { dataDir, host, port } = config
  try {
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new StartRefused(sayUnusable(error as Error))
  }
  const probe = createServer()
  try {
    await once(probe.listen(0, host), 'listening')
  } catch (error) {
    throw namedListenError(error as Error, config)
  }
  probe.close()
  // Never by listening on it: a proxy would send readers there at once, long before this start can answer them.
  if (port !== 0 && (await isAnswered(host, port))) throw portInUse(config)
}

async function isAnswered(host: string, port: number): Promise<boolean> {
  const socket = connect(port, host)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

const portInUse = ({ host, port }: Config) =>
  new StartRefused(
    `PORT: ${port} on ${host} is in use, perhaps by a portal that runs already; stop that process, or set PORT to another`,
  )

/** An error of `listen` as the setting that it comes from and what helps, where that is known. */
export function namedListenError(error: NodeJS.ErrnoException, config: Config): Error {
  const { host, port } = config
  const { code = '' } = error
  if (code === 'EADDRINUSE') return portInUse(config)
  if (code === 'EACCES')
    return new StartRefused(`PORT: this user may not listen on ${port}; set PORT to one above 1023`)
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(code))
    return new StartRefused(
      `HOST: ${host} is no address of this machine; set 127.0.0.1 for this machine alone, 0.0.0.0 for all that reach it`,
    )
  return error
}

/** Ends this process: with one line where the cause is known, else with the stack, except in production. */
export function exitWith(error: Error, config?: Config): never {
  console.error(`cannot start: ${sayKnown(error, config) ?? sayUnknown(error, config)}`)
  process.exit(1)
}

function sayKnown(error: NodeJS.ErrnoException, config: Config | undefined): string | undefined {
  if (error instanceof StartRefused || error instanceof BadConfiguration) return error.message
  const isRefusedFile = ['EACCES', 'EPERM', 'EROFS'].includes(error.code ?? '')
  return isRefusedFile && config && error.path?.startsWith(config.dataDir) ? sayUnusable(error) : undefined
}

const sayUnknown = (error: NodeJS.ErrnoException, config: Config | undefined) =>
  config?.production ? error.message || error.code : error.stack
