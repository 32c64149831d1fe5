/** The file system, as narrow as the operations need it. Paths are absolute. */
export interface Files {
  /** Content as UTF-8; null when there is no such file. */
  read(path: string): Promise<string | null>
  /** Raw content; null when there is no such file. */
  readBytes(path: string): Promise<Uint8Array | null>
  /** Writes all or nothing (temporary file, fsync, rename). Mode defaults to 0600. */
  write(path: string, content: string, mode?: number): Promise<void>
  /** Appends and fsyncs before it returns. */
  append(path: string, content: string): Promise<void>
  /** Creates and fsyncs; false when the file exists already. */
  create(path: string, content: string): Promise<boolean>
  remove(path: string): Promise<void>
  /** SHA-256 of the content, hex; the empty string when there is no such file. */
  hash(path: string): Promise<string>
  list(folder: string): Promise<readonly string[]>
  stat(path: string): Promise<FileFacts | null>
  makeFolder(path: string, mode?: number): Promise<void>
}

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly sizeBytes: number
  /** Permission bits, e.g. 0o600. */
  readonly mode: number
  readonly modifiedAt: Date
}
