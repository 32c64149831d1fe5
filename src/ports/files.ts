/** The file system, as narrow as the operations need it. Paths are absolute. */
export interface Files {
  /** Content as UTF-8; null when there is no such file. */
  read(path: string): Promise<string | null>
  /** Raw content; null when there is no such file. */
  readBytes(path: string): Promise<Uint8Array | null>
  /**
   * Content of a regular file of at most `maxBytes`, and what was opened: a pipe is not waited for,
   * a device not read. Content is null for what is no file or too large; null when there is nothing.
   */
  readRegular(path: string, maxBytes: number): Promise<RegularFile | null>
  /** Writes all or nothing (temporary file, fsync, rename). Mode defaults to 0600. */
  write(path: string, content: string | Uint8Array, mode?: number): Promise<void>
  /** Appends and fsyncs before it returns. */
  append(path: string, content: string): Promise<void>
  /** Creates and fsyncs; false when the file exists already. */
  create(path: string, content: string): Promise<boolean>
  /** An empty file, 0600, for a program to fill; on no disk yet. Empties what stands there. */
  makeEmpty(path: string): Promise<void>
  remove(path: string): Promise<void>
  /** Moves within one file system; the mode is set first. Replaces what stands at `to`. */
  move(from: string, to: string, mode: number): Promise<void>
  /** SHA-256 of the content, hex; the empty string when there is no such file. */
  hash(path: string): Promise<string>
  list(folder: string): Promise<readonly string[]>
  stat(path: string): Promise<FileFacts | null>
  makeFolder(path: string, mode?: number): Promise<void>
}

export interface RegularFile {
  readonly facts: FileFacts
  readonly content: Uint8Array | null
}

export interface FileFacts {
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly sizeBytes: number
  /** Permission bits, e.g. 0o600. */
  readonly mode: number
  readonly modifiedAt: Date
}
