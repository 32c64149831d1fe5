variable "ami_id" {
  description = "Image of every host; null takes the newest Debian 12 for amd64."
  type        = string
  default     = null

  validation {
    condition     = var.ami_id == null || can(regex("^ami-[0-9a-f]{8,17}$", var.ami_id))
    error_message = "ami_id is not an image ID, e.g. ami-0123456789abcdef0."
  }
}

variable "app_instance_type" {
  description = "Instance type of the app hosts."
  type        = string
}

variable "app_port" {
  description = "Port on which the service listens on every app host."
  type        = number
  default     = 3000

  validation {
    condition     = var.app_port >= 1024 && var.app_port <= 65535 && var.app_port != 9100
    error_message = "app_port is 1024 to 65535, as the service is not root, and not 9100."
  }
}

variable "app_capacity" {
  description = "Hosts by colour that a new environment begins with; opsctl moves min and desired."
  type = object({
    blue  = object({ min = number, desired = number, max = number })
    green = object({ min = number, desired = number, max = number })
  })

  validation {
    condition = alltrue([for capacity in values(var.app_capacity) :
      0 <= capacity.min && capacity.min <= capacity.desired && capacity.desired <= capacity.max
    ])
    error_message = "app_capacity needs 0 <= min <= desired <= max in each colour."
  }

  validation {
    condition = alltrue([for colour, capacity in var.app_capacity :
      var.weights[colour] == 0 || capacity.desired > 0
    ])
    error_message = "app_capacity leaves a colour that gets traffic without a host."
  }
}

variable "weights" {
  description = "Share of traffic in percent that a new environment begins with; opsctl moves it."
  type        = object({ blue = number, green = number })
  default     = { blue = 100, green = 0 }

  validation {
    condition = (
      alltrue([for weight in values(var.weights) : weight >= 0 && floor(weight) == weight]) &&
      var.weights.blue + var.weights.green == 100
    )
    error_message = "weights are whole percentages that add up to 100."
  }
}

variable "health_path" {
  description = "Path that tells the load balancer whether a host may get traffic."
  type        = string
  default     = "/readyz"

  validation {
    condition     = startswith(var.health_path, "/")
    error_message = "health_path begins with a slash."
  }
}

# Bounds: ELB API reference, CreateTargetGroup.
variable "health_check" {
  description = "Pace of that check: seconds between two and to answer, answers until a change."
  type = object({
    interval  = optional(number, 10)
    timeout   = optional(number, 5)
    healthy   = optional(number, 2)
    unhealthy = optional(number, 3)
  })
  default = {}

  validation {
    condition = (
      var.health_check.interval >= 5 && var.health_check.interval <= 300 &&
      var.health_check.timeout >= 2 && var.health_check.timeout < var.health_check.interval &&
      alltrue([for count in [var.health_check.healthy, var.health_check.unhealthy] :
      count >= 2 && count <= 10])
    )
    error_message = "health_check: interval 5-300, timeout 2 or more and shorter, counts 2-10."
  }
}
