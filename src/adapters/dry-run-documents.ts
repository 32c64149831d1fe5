import type { Documents, StoredDocument } from '../ports/documents.ts'

/** Reads go through; writes stay in this process, so that the engine runs as it would. */
export function dryRunDocuments(real: Documents): Documents {
  const written = new Map<string, StoredDocument>()
  const read = async (key: string) => written.get(key) ?? real.read(key)
  const write = (key: string, body: string) => {
    written.set(key, { body, tag: `dry-${written.size}-${body.length}-${Math.random()}` })
    return true
  }
  return {
    read,
    create: async (key, body) => (await read(key)) === null && write(key, body),
    replace: async (key, body, tag) => (await read(key))?.tag === tag && write(key, body),
    list: async (prefix) => {
      const own = [...written.keys()].filter((key) => key.startsWith(prefix))
      return [...new Set([...(await real.list(prefix)), ...own])].sort()
    },
  }
}
