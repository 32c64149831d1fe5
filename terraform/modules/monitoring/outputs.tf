# By way of the attachment: whoever reads the ID finds the data volume on the host.
output "instance_id" {
  description = "Instance ID of the monitoring host."
  value       = aws_volume_attachment.data.instance_id
}

output "address" {
  description = "Private address of the monitoring host; Prometheus listens on port 9090."
  value       = aws_instance.this.private_ip
}

output "volume_id" {
  description = "Volume with Prometheus's data."
  value       = aws_ebs_volume.data.id
}
