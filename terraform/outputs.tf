output "load_balancer_dns" {
  description = "Name under which the service answers."
  value       = module.compute.load_balancer_dns
}

output "load_balancer_arn" {
  description = "ARN of the load balancer."
  value       = module.compute.load_balancer_arn
}

output "listener_arn" {
  description = "The listener whose weights say which colour gets traffic."
  value       = module.colours.listener_arn
}

output "target_groups" {
  description = "Target group ARN by colour."
  value       = module.colours.target_groups
}

output "autoscaling_groups" {
  description = "Auto Scaling group name by colour."
  value       = module.colours.autoscaling_groups
}

output "launch_templates" {
  description = "Launch template by colour: id, latest_version."
  value       = module.colours.launch_templates
}

output "vpc_id" {
  description = "ID of the VPC."
  value       = module.network.vpc_id
}

output "security_groups" {
  description = "Security group ID by role: alb, app, db, monitoring."
  value       = module.network.security_group_ids
}

output "private_subnets" {
  description = "Private subnet ID by zone."
  value       = module.network.private_subnet_ids
}

output "db_host_instance_id" {
  description = "Instance ID of the database host; null with RDS."
  value       = module.compute.db_host_instance_id
}

output "db_address" {
  description = "Where the service finds PostgreSQL: an address, or RDS's host name."
  value       = var.db_kind == "rds" ? module.storage.rds_address : module.compute.db_host_address
}

output "db_port" {
  description = "Port of PostgreSQL."
  value       = 5432
}

output "db_volume_id" {
  description = "Data volume of the database host; null with RDS."
  value       = module.storage.db_volume_id
}

output "db_secret_arn" {
  description = "Secret with username, password and database as JSON."
  value       = module.storage.db_secret_arn
}

output "rds_endpoint" {
  description = "Host name and port of RDS; null with a database host."
  value       = module.storage.rds_endpoint
}

output "bucket" {
  description = "The environment's bucket; each role of hosts has its own prefix."
  value       = module.storage.bucket
}

output "transfer_bucket" {
  description = "The bucket by which Ansible hands files to hosts."
  value       = module.storage.transfer_bucket
}

output "kms_key_arn" {
  description = "Key of all that the environment stores."
  value       = module.storage.kms_key_arn
}

output "deploy_role_arn" {
  description = "Role that GitHub's workflows assume; null when github is not set."
  value       = module.iam.deploy_role_arn
}

output "workflow_role_arns" {
  description = "Roles of workflows that plan, roll back and verify snapshots, by that word."
  value       = module.iam.workflow_role_arns
}

output "monitoring_instance_id" {
  description = "Instance ID of the monitoring host; null without one."
  value       = one(module.monitoring[*].instance_id)
}

output "monitoring_address" {
  description = "Private address of the monitoring host; null without one."
  value       = one(module.monitoring[*].address)
}

output "monitoring_volume_id" {
  description = "Volume with Prometheus's data; null without a monitoring host."
  value       = one(module.monitoring[*].volume_id)
}
