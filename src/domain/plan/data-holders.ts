/**
 * Resource types whose loss is a loss of data (or of the key to it). A resource of any other type
 * counts when it carries the tag `HoldsData = "true"`.
 */
const dataTypes: ReadonlySet<string> = new Set([
  'aws_backup_vault',
  'aws_db_cluster_snapshot',
  'aws_db_instance',
  'aws_db_snapshot',
  'aws_dynamodb_table',
  'aws_ebs_snapshot',
  'aws_ebs_volume',
  'aws_efs_file_system',
  'aws_elasticache_cluster',
  'aws_kms_key',
  'aws_opensearch_domain',
  'aws_rds_cluster',
  'aws_redshift_cluster',
  'aws_s3_bucket',
  'aws_secretsmanager_secret',
])

/** Whether losing the resource loses data; `values` is its state before the change. */
export function holdsData(type: string, values: unknown): boolean {
  return dataTypes.has(type) || tagged(values)
}

function tagged(values: unknown): boolean {
  if (typeof values !== 'object' || values === null) return false
  const tags =
    (values as { tags_all?: unknown; tags?: unknown }).tags_all ??
    (values as { tags?: unknown }).tags
  return (
    typeof tags === 'object' &&
    tags !== null &&
    (tags as { HoldsData?: unknown }).HoldsData === 'true'
  )
}
