variable "name" {
  description = "Prefix of every name, `<project>-<environment>`."
  type        = string
}

variable "secret_name" {
  description = "Name of the database's secret, `<project>/<environment>/database`."
  type        = string
}

variable "account_id" {
  description = "AWS account, twelve digits; part of the bucket's name and of the key's policy."
  type        = string
}

variable "partition" {
  description = "AWS partition, for ARNs."
  type        = string
  default     = "aws"
}

variable "db_kind" {
  description = "host (PostgreSQL on an instance, data on an EBS volume) or rds."
  type        = string

  validation {
    condition     = contains(["host", "rds"], var.db_kind)
    error_message = "db_kind is host or rds."
  }
}

variable "database" {
  description = "Name of the database, and of the user that owns it."
  type        = object({ name = string, username = string })
}

variable "zone" {
  description = "Zone of the data volume: the database host's."
  type        = string
}

variable "db_volume_size_gib" {
  description = "Size of the data volume, or RDS's storage, in GiB."
  type        = number

  validation {
    condition     = var.db_volume_size_gib >= 20 && var.db_volume_size_gib <= 16384
    error_message = "db_volume_size_gib is 20 to 16384: RDS takes no less, a gp3 volume no more."
  }
}

variable "db_password_version" {
  description = "Raise it by one to have a new password made; it is never stored by Terraform."
  type        = number
  default     = 1
}

# Two variables and not one object: the second is read back from the secret that the first goes
# into, and Terraform follows variables, not their parts. Both are made outside, as Terraform's
# tests cannot stand in for an ephemeral resource.
variable "password" {
  description = "Goes into the secret when that is new or db_password_version rose."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true
}

variable "stored_password" {
  description = "What the secret then holds, for RDS; null with a database host."
  type        = string
  default     = null
  ephemeral   = true
  sensitive   = true
}

variable "rds" {
  description = "What only RDS needs, so null with a database host."
  type = object({
    instance_class     = string
    subnet_ids         = list(string)
    security_group_ids = list(string)
    multi_az           = optional(bool, false)
    backup_days        = optional(number, 7)
  })
  default = null

  validation {
    condition     = var.db_kind == "host" || var.rds != null
    error_message = "rds needs an instance class, subnets and security groups when db_kind is rds."
  }
}

variable "protect" {
  description = "Refuse deletion of the database, keep deleted keys and secrets for 30 days."
  type        = bool
}

variable "final_snapshot" {
  description = "Take a last snapshot before the volume or the database is deleted."
  type        = bool
  default     = true
}
