output "vault" {
  description = "Name of the vault; null with DLM."
  value       = one(aws_backup_vault.this[*].name)
}

output "plan_id" {
  description = "ID of AWS Backup's plan; null with DLM."
  value       = one(aws_backup_plan.this[*].id)
}

output "lifecycle_policy_id" {
  description = "ID of DLM's policy; null with AWS Backup."
  value       = one(aws_dlm_lifecycle_policy.this[*].id)
}

output "selected" {
  description = "Tags that a volume or database needs, all of them, to be covered."
  value       = var.kind == "backup" ? local.selected : { SnapshotPolicy = local.name }
}
