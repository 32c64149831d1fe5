output "kms_key_arn" {
  description = "Key of all that the environment stores."
  value       = aws_kms_key.data.arn
}

output "db_volume_id" {
  description = "Data volume of the database host; null with RDS."
  value       = one(aws_ebs_volume.data[*].id)
}

# Only once a value is there: whoever reads the ARN may count on it.
output "db_secret_arn" {
  description = "Secret with username, password and database as JSON."
  value       = aws_secretsmanager_secret.database.arn

  depends_on = [aws_secretsmanager_secret_version.database]
}

output "bucket" {
  description = "Name of the environment's bucket."
  value       = aws_s3_bucket.files.bucket
}

output "bucket_arn" {
  description = "ARN of the environment's bucket."
  value       = aws_s3_bucket.files.arn
}

output "transfer_bucket" {
  description = "Name of the bucket by which Ansible hands files to hosts."
  value       = aws_s3_bucket.transfers.bucket
}

output "transfer_bucket_arn" {
  description = "ARN of that bucket."
  value       = aws_s3_bucket.transfers.arn
}

output "rds_address" {
  description = "Host name of RDS; null with a database host."
  value       = one(aws_db_instance.this[*].address)
}

output "rds_endpoint" {
  description = "Host name and port of RDS; null with a database host."
  value       = one(aws_db_instance.this[*].endpoint)
}
