variable "db_kind" {
  description = "host (PostgreSQL on an instance with an EBS volume) or rds."
  type        = string
  default     = "host"

  validation {
    condition     = contains(["host", "rds"], var.db_kind)
    error_message = "db_kind is host or rds."
  }
}

variable "db_instance_type" {
  description = "Type of the database host (t3.small), or RDS's class (db.t3.small)."
  type        = string

  validation {
    condition     = startswith(var.db_instance_type, "db.") == (var.db_kind == "rds")
    error_message = "db_instance_type begins with \"db.\" for db_kind rds, and only then."
  }
}

variable "db_volume_size_gib" {
  description = "Size of the data volume, or RDS's storage, in GiB."
  type        = number
  default     = 20
}

variable "db_password_version" {
  description = "Raise it by one to have a new password made."
  type        = number
  default     = 1
}

variable "rds" {
  description = "What only RDS has: a standby in the second zone, days of point-in-time backup."
  type = object({
    multi_az    = optional(bool, false)
    backup_days = optional(number, 7)
  })
  default = {}
}
