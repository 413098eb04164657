import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import type { SealedPurpose } from './sealed-columns.ts'

/**
 * The only module that sees keys. Names and phone numbers are sealed before they reach the database,
 * looked up by a keyed hash, and shown masked. A city that must use SM4 and SM3 puts them behind this interface.
 */
export interface PersonalData {
  /** Tells keys apart and says nothing of the key: eight hexadecimal digits, in every value that it sealed. */
  keyId: string
  /** Encrypts; `purpose` is bound in, so a value moved to another column does not open. Gives `v2.KEYID.…`. */
  seal(text: string, purpose: SealedPurpose): string
  /** Decrypts what `seal` made for the same purpose; throws when it was altered or sealed with another key. */
  open(sealed: string, purpose: string): string
  /** The same text gives the same hash, and nobody without the key can try numbers. */
  lookup(text: string, purpose: string): string
}

export function createPersonalData(key: Buffer): PersonalData {
  // A key object is made once; of a plain buffer every call would make one, which costs more than the sealing.
  const bytesFor = (use: string, length: number) => Buffer.from(hkdfSync('sha256', key, '', use, length))
  const derive = (use: string) => createSecretKey(bytesFor(use, 32))
  const keyId = bytesFor('id', 4).toString('hex')
  const sealingKey = derive('seal')
  const lookupKey = derive('lookup')
  return {
    keyId,
    seal(text, purpose) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(purpose))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `v2.${keyId}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
    },
    open(sealed, purpose) {
      // Values of the first form name no key.
      const [, id = keyId, text] = /^(?:v1|v2\.([0-9a-f]{8}))\.([\w-]+)$/.exec(sealed) ?? []
      if (!text) throw new Error('sealed in a form this version does not know')
      if (id !== keyId) throw new Error(`sealed with the key ${id}, and this is ${keyId}`)
      const bytes = Buffer.from(text, 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, 12), { authTagLength: 16 }).setAAD(
        Buffer.from(purpose),
      )
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    lookup(text, purpose) {
      return createHmac('sha256', lookupKey).update(`${purpose}\0${text}`).digest('base64url')
    },
  }
}

/** 138****0001: enough to recognise one's own number, not to learn another's. */
export function maskPhone(phone: string): string {
  return phone.replace(/^(.*)(.{4})(.{4})$/, (_, start: string, _middle, end: string) => `${start}****${end}`)
}

/** 欧阳小春 → 欧***: the first character stays, the length does not. */
export function maskName(name: string): string {
  return `${Array.from(name)[0] ?? ''}**`
}
