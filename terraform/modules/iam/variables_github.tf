variable "github" {
  description = "Repository and GitHub environment that may deploy; null for none."
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

  validation {
    condition = var.github == null || alltrue([
      can(regex("^[A-Za-z0-9](-?[A-Za-z0-9])*$", try(var.github.owner, ""))),
      can(regex("^[A-Za-z0-9._-]+$", try(var.github.repository, ""))),
    ])
    error_message = "github.owner and github.repository are names, without a slash or wildcard."
  }

  # A colon would let one environment's name look like another claim's.
  validation {
    condition = (
      var.github == null || can(regex("^[A-Za-z0-9._/-]+$", try(var.github.environment, "")))
    )
    error_message = "github.environment is letters, digits and . _ / - only."
  }

  validation {
    condition = var.github == null || try(
      (var.github.owner_id == null) == (var.github.repository_id == null) &&
      alltrue([for id in [var.github.owner_id, var.github.repository_id] :
      id == null || can(regex("^[1-9][0-9]*$", id))]),
    false)
    error_message = "github.owner_id and github.repository_id are numbers, both or neither."
  }

  validation {
    condition = (
      var.github == null || try(var.github.trust_names || var.github.owner_id != null, false)
    )
    error_message = "github.trust_names = false needs owner_id and repository_id."
  }
}

variable "deploy_session_seconds" {
  description = "How long a workflow may deploy with one set of credentials: weights are judged for long."
  type        = number
  default     = 10800

  # IAM's own bounds of a role's MaxSessionDuration (API reference, "CreateRole").
  validation {
    condition     = var.deploy_session_seconds >= 3600 && var.deploy_session_seconds <= 43200
    error_message = "deploy_session_seconds is 3600 to 43200."
  }
}

variable "dns_zone_id" {
  description = "Route 53 zone in which a rollback may move weights; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.dns_zone_id == null || can(regex("^Z[A-Z0-9]{1,31}$", var.dns_zone_id))
    error_message = "dns_zone_id is the ID of a hosted zone, such as Z0123456789ABCDEFGHIJ."
  }
}
