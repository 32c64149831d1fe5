/** Reads and writes the settings of one S3 bucket, as `infra bootstrap` needs them. */
export interface StateBucket {
  exists(): Promise<boolean>
  create(): Promise<void>
  isVersioned(): Promise<boolean>
  enableVersioning(): Promise<void>
  isEncrypted(): Promise<boolean>
  enableEncryption(): Promise<void>
  isPrivate(): Promise<boolean>
  makePrivate(): Promise<void>
  refusesPlainHttp(): Promise<boolean>
  refusePlainHttp(): Promise<void>
}
