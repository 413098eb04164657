import { hash, verify } from '@node-rs/argon2'

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane. 2 is the library's number for argon2id.
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Longer is refused before hashing: a password is no place to send a megabyte. */
const longestPassword = 200
const shortestPassword = 10

export type PasswordFault = 'too-short' | 'too-long' | 'is-login' | 'too-simple' | 'well-known'

/** Hashes a password that `findPasswordFault` has passed. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalise(password), argon2id)
}

/**
 * Whether the password belongs to the hash. Without a hash (nobody has that login) the answer is no
 * after the same work, so that the time it takes does not tell which logins exist.
 */
export async function isPasswordOf(passwordHash: string | undefined, password: string): Promise<boolean> {
  if (password.length > longestPassword) return false
  if (passwordHash === undefined) {
    await hashPassword(password)
    return false
  }
  return verify(passwordHash, normalise(password))
}

/** Why a new password will not do, or undefined. Length is counted in characters as people count them. */
export function findPasswordFault(password: string, login: string): PasswordFault | undefined {
  const text = normalise(password)
  const characters = Array.from(text)
  if (characters.length < shortestPassword) return 'too-short'
  if (text.length > longestPassword) return 'too-long'
  const plain = text.toLowerCase()
  if (plain.replaceAll(login, '').length < 4) return 'is-login'
  if (isSimple(plain)) return 'too-simple'
  if (wellKnown.has(plain.replace(/[^\p{L}\p{N}]+$/u, '')) || wellKnown.has(plain)) return 'well-known'
  return undefined
}

/** The same password typed on another keyboard (full-width letters, composed accents) stays the same. */
function normalise(password: string): string {
  return password.normalize('NFKC')
}

/** A piece of at most four characters again and again (1111111111, abababab…), or a run up or down the code table. */
function isSimple(text: string): boolean {
  if (/^(.{1,4}?)\1+.{0,3}$/u.test(text)) return true
  const codes = Array.from(text, character => character.codePointAt(0)!)
  const steps = new Set(codes.slice(1).map((code, index) => code - codes[index]!))
  return steps.size === 1 && [1, -1].includes([...steps][0]!)
}

/** Ten characters or more that head every list of leaked passwords, here and abroad. */
const wellKnown = new Set([
  '1234567890',
  '0123456789',
  '12345678910',
  '0987654321',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'qwertyuiop',
  'qwerty12345',
  'qwerty123456',
  'q1w2e3r4t5',
  'asdfghjkl;',
  'password12',
  'password123',
  'password1234',
  'password2026',
  'passw0rd123',
  'p@ssw0rd123',
  'p@ssword123',
  'admin12345',
  'admin123456',
  'administrator',
  'woaini1314',
  'woaini1314520',
  '5201314520',
  '1314520520',
  'a123456789',
  '123456789a',
  'abc123456789',
  'aa123456789',
  'qq123456789',
  'wang123456',
  'zxcvbnm123',
  'iloveyou123',
  'welcome123',
  'changeme123',
  'lishui1234',
  'lishui12345',
  'lishui123456',
  'lishui2026',
  'wenming123',
  'wenming2026',
])
