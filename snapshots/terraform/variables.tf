variable "project" {
  description = "Tag Project of what is protected."
  type        = string
}

variable "environment" {
  description = "Tag Environment of what is protected."
  type        = string
}

variable "region" {
  description = "AWS region of what is protected."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is not an AWS region's name, e.g. eu-west-3."
  }
}

variable "kind" {
  description = "backup (AWS Backup: a locked vault, restore tests) or dlm (Data Lifecycle Manager: EBS alone)."
  type        = string
  default     = "backup"

  validation {
    condition     = contains(["backup", "dlm"], var.kind)
    error_message = "kind is backup or dlm."
  }
}

variable "kms_key_arn" {
  description = "Key of the vault; null takes AWS Backup's own."
  type        = string
  default     = null
}

variable "hour" {
  description = "Hour of the day (UTC) at which the daily copy begins."
  type        = number
  default     = 3

  validation {
    condition     = var.hour >= 0 && var.hour <= 23 && floor(var.hour) == var.hour
    error_message = "hour is a whole number from 0 to 23."
  }
}

variable "keep_days" {
  description = "Days that a daily, a weekly and a monthly copy stay."
  type        = object({ daily = number, weekly = number, monthly = number })
  default     = { daily = 7, weekly = 28, monthly = 365 }

  validation {
    condition = (
      1 <= var.keep_days.daily &&
      var.keep_days.daily <= var.keep_days.weekly &&
      var.keep_days.weekly <= var.keep_days.monthly
    )
    error_message = "keep_days needs 1 <= daily <= weekly <= monthly."
  }
}

# AWS Backup, "Vault lock": with changeable_for_days the lock becomes final after that many days (3 at
# least) and nobody, root and AWS included, can shorten what the vault keeps; without it an
# administrator can still take the lock off.
variable "lock" {
  description = "Vault lock: copies can be deleted by nobody before min_days; final after changeable_for_days (null: never final)."
  type = object({
    min_days            = optional(number, 7)
    max_days            = optional(number, 400)
    changeable_for_days = optional(number)
  })
  default = {}

  validation {
    condition     = var.lock == null || try(var.lock.changeable_for_days, null) == null || try(var.lock.changeable_for_days >= 3, false)
    error_message = "lock.changeable_for_days is at least 3."
  }
}

variable "restore_test" {
  description = "Day of the week on which AWS Backup restores the newest copy for a test; null for none."
  type        = string
  default     = "SUN"

  validation {
    condition     = var.restore_test == null || contains(["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"], coalesce(var.restore_test, "SUN"))
    error_message = "restore_test is MON to SUN, or null."
  }
}
