variable "project" {
  description = "The tag Project of what the deploy role may change."
  type        = string
}

variable "environment" {
  description = "The tag Environment of what the deploy role may change."
  type        = string
}

variable "region" {
  description = "Region outside of which no role may do anything."
  type        = string
}

variable "account_id" {
  description = "AWS account, twelve digits."
  type        = string
}

variable "partition" {
  description = "AWS partition, for ARNs."
  type        = string
  default     = "aws"
}

variable "bucket_arn" {
  description = "The environment's bucket."
  type        = string
}

variable "transfer_bucket_arn" {
  description = "The bucket by which Ansible hands files to hosts."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of bucket, secret and volumes."
  type        = string
}

variable "db_secret_arn" {
  description = "The database's secret."
  type        = string
}

variable "image_repository_arns" {
  description = "ECR repositories: app hosts pull, the deploy role pushes."
  type        = list(string)
  default     = []
}

variable "state_bucket" {
  description = "Bucket of state and ledger; null gives the deploy role no access to any."
  type        = string
  default     = null
}

variable "protect" {
  description = "Keep the deploy role from deleting what holds data."
  type        = bool
}
