/**
 * How an AWS client reaches its account. Without endpoint and credentials the SDK's own chain
 * decides (environment, profile, SSO, instance or workflow role).
 */
export interface AwsAccess {
  readonly region: string
  readonly endpoint?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}
