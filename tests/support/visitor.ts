/** Somebody at a browser without JavaScript: keeps cookies, follows nothing by itself, names the origin on a POST. */
export interface Visitor {
  get(path: string, headers?: Record<string, string>): Promise<Response>
  post(path: string, fields: Record<string, string> | FormData, headers?: Record<string, string>): Promise<Response>
  /** A body that is no form. */
  postText(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<Response>
  send(method: string, path: string): Promise<Response>
}

/** `cookie`: a session they hold already, as a `Set-Cookie` would bring it. */
export function visitor(address: string, cookie?: string): Visitor {
  const cookies = new Map<string, string>()
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie ?? '') ?? []
  if (name) cookies.set(name, value!)
  async function request(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    if (cookies.size > 0) headers.set('Cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(new URL(path, address), { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (value === '' || /max-age=0/i.test(cookie)) cookies.delete(name!)
      else cookies.set(name!, value!)
    }
    return response
  }
  return {
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, fields, headers = {}) =>
      request(path, {
        method: 'POST',
        body: fields instanceof FormData ? fields : new URLSearchParams(fields),
        headers: { Origin: address, ...headers },
      }),
    postText: (path, body, headers) =>
      request(path, { method: 'POST', body, headers: { Origin: address, ...headers } }),
    send: (method, path) => request(path, { method, headers: { Origin: address } }),
  }
}

/** The status at an address, in whatever way it is spelled: it is led to the one spelling that it has. */
export async function statusAt(someone: Visitor, path: string): Promise<number> {
  const { status, headers } = await someone.get(path)
  return status === 308 ? (await someone.get(headers.get('location')!)).status : status
}

/** Signs in as one of the server's sample people. */
export async function signedIn(
  address: string,
  account: { login: string; password: string } | undefined,
): Promise<Visitor> {
  if (!account) throw new Error('the server has no such sample person')
  const person = visitor(address)
  const response = await person.post('/login', account)
  if (response.status !== 303) throw new Error(`could not sign in as ${account.login}: ${response.status}`)
  return person
}
