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
