output "listener_arn" {
  description = "The listener whose weights say which colour gets traffic."
  value       = aws_lb_listener.traffic.arn
}

output "target_groups" {
  description = "Target group ARN by colour."
  value       = { for colour, group in aws_lb_target_group.app : colour => group.arn }
}

output "autoscaling_groups" {
  description = "Auto Scaling group name by colour."
  value       = { for colour, group in aws_autoscaling_group.app : colour => group.name }
}

output "launch_templates" {
  description = "Launch template by colour: its ID and its newest version."
  value = { for colour, template in aws_launch_template.app : colour => {
    id             = template.id
    latest_version = template.latest_version
  } }
}
