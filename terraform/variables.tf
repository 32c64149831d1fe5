variable "project" {
  description = "Short name of the service; the first part of every name and the tag Project."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.project))
    error_message = "project is lower-case letters, digits and single hyphens, a letter first."
  }
}

variable "environment" {
  description = "Name of the environment; the second part of every name and the tag Environment."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.environment))
    error_message = "environment is lower-case letters, digits and single hyphens, a letter first."
  }

  # AWS allows a target group's name 32 characters; "-green" is the longest ending.
  validation {
    condition     = length("${var.project}-${var.environment}-green") <= 32
    error_message = "project and environment are too long together: at most 25 characters."
  }
}

variable "region" {
  description = "AWS region of everything but IAM, which has none."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is not an AWS region's name, e.g. eu-west-3."
  }
}

variable "zones" {
  description = "Two availability zones of the region; the first has the database host."
  type        = list(string)

  validation {
    condition     = length(var.zones) == 2 && length(distinct(var.zones)) == 2
    error_message = "zones needs two different zones."
  }

  validation {
    condition     = alltrue([for zone in var.zones : startswith(zone, var.region)])
    error_message = "zones must belong to the region."
  }
}

variable "protect" {
  description = "Refuse deletion of load balancer and database; keep deleted keys for 30 days."
  type        = bool
}

variable "final_snapshot" {
  description = "Take a last snapshot before the data volume or the database is deleted."
  type        = bool
  default     = true
}

variable "state_bucket" {
  description = "Bucket of state and ledger, which the deploy role may then use; null for none."
  type        = string
  default     = null
}

variable "image_repository_arns" {
  description = "ECR repositories that the app hosts pull from and the deploy role pushes to."
  type        = list(string)
  default     = []
}

variable "github" {
  description = <<-EOT
    Repository whose workflows may deploy this environment; null for none. The IDs are shown by
    `gh api repos/OWNER/NAME --jq '.owner.id, .id'`. create_provider is false where another
    environment of the same account has made the provider: there is one per account.
  EOT
  type = object({
    owner           = string
    repository      = string
    environment     = string
    owner_id        = optional(string)
    repository_id   = optional(string)
    trust_names     = optional(bool, true)
    create_provider = optional(bool, true)
  })
  default = null
}

variable "dns_zone_id" {
  description = "Route 53 zone in which `opsctl rollback` may move weights; null for none."
  type        = string
  default     = null
}
