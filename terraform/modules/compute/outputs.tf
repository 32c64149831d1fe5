output "load_balancer_arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "load_balancer_dns" {
  description = "Name under which the load balancer answers."
  value       = aws_lb.this.dns_name
}

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

# By way of the attachment: whoever reads the ID finds the data volume on the host.
output "db_host_instance_id" {
  description = "Instance ID of the database host; null with RDS."
  value       = one(aws_volume_attachment.data[*].instance_id)
}

output "db_host_address" {
  description = "Private address of the database host; null with RDS."
  value       = one(aws_instance.db[*].private_ip)
}
