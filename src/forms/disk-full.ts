/** No room is left: the disk of uploads and photos says so, git on it, or the database on its own. */
export function isDiskFull(error: unknown): boolean {
  const { code, message, cause } = (error ?? {}) as { code?: unknown; message?: unknown; cause?: unknown }
  return (
    // 53100 is PostgreSQL's `disk_full`.
    ['ENOSPC', 'EDQUOT', '53100'].includes(String(code)) ||
    /No space left on device|Disk quota exceeded/i.test(String(message)) ||
    (cause !== undefined && isDiskFull(cause))
  )
}

/** Insufficient Storage. */
export const noRoomStatus = 507 as const

/** What is said wherever something cannot be kept because of it. */
export const noRoomWords = '网站的存储空间满了，这次没有保存。不是你填错了，请过一会儿再试。'
