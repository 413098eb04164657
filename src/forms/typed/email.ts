import { plainCharacters } from './characters.ts'

const address =
  /^[^\s@<>",;:()[\]\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])$/u

/** What people write before an address: what it is. */
const prefix = /^(?:e-?mail|(?:电子)?(?:邮箱|邮件)(?:地址)?)\s*:/i

/** An e-mail address as people type or paste it: `ａ@qq.com`, `mailto:`, a Chinese full stop, the angle brackets of a mail program. */
export function readEmail(typed: string): string | undefined {
  const text = plainCharacters(typed)
    .replace(/[。｡．]/g, '.')
    .replace(prefix, '')
    .replace(/^[^<>@]*<([^<>]*)>$/, '$1')
    .replace(/^mailto:([^?]*).*$/i, '$1')
    .replace(/[ \t\u3000]/g, '')
    .replace(/[.,;，；、]+$/, '')
  const [name = '', domain = ''] = text.split('@')
  const email = `${name}@${domain.toLowerCase()}`
  return text.split('@').length === 2 &&
    email.length <= 200 &&
    address.test(email) &&
    !name.startsWith('.') &&
    !name.endsWith('.') &&
    !name.includes('..')
    ? email
    : undefined
}
