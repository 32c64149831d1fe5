output "load_balancer_arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "load_balancer_dns" {
  description = "Name under which the load balancer answers."
  value       = aws_lb.this.dns_name
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
