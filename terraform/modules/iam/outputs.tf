# By way of the policies: a host that starts with a profile has its rights.
output "instance_profiles" {
  description = "Instance profile name by role: app, db, monitoring."
  value       = { for role, profile in aws_iam_instance_profile.host : role => profile.name }

  depends_on = [aws_iam_role_policy.host, aws_iam_role_policy_attachment.ssm]
}

output "deploy_role_arn" {
  description = "Role that GitHub's workflows assume; null when github is not set."
  value       = one(aws_iam_role.deploy[*].arn)
}

output "workflow_role_arns" {
  description = "Roles by what they do: plan, rollback, verify; empty when github is not set."
  value       = { for role, made in aws_iam_role.workflow : role => made.arn }
}
