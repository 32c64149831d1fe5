variable "name" {
  description = "Prefix of every name, `<project>-<environment>`."
  type        = string
}

variable "tags" {
  description = <<-EOT
    The provider's default tags again: it does not add them inside a launch template's tag
    specifications, and what Auto Scaling starts gets no others.
  EOT
  type        = map(string)
}

variable "load_balancer_arn" {
  description = "The load balancer that both colours stand behind."
  type        = string
}

variable "network" {
  description = "Where things stand: VPC, subnets by zone, security groups by role."
  type = object({
    vpc_id             = string
    private_subnet_ids = map(string)
    security_group_ids = map(string)
  })
}

variable "ami" {
  description = "Image of every host and the name of its root device."
  type        = object({ id = string, root_device_name = string })
}

variable "kms_key_arn" {
  description = "Key for the root volumes."
  type        = string
}

variable "instance_profile" {
  description = "Instance profile of the app hosts."
  type        = string
}

variable "user_data" {
  description = "First-boot script of every host."
  type        = string
}

variable "root_volume_size_gib" {
  description = "Size of each host's root volume in GiB."
  type        = number
  default     = 16
}

variable "instance_type" {
  description = "Instance type of the app hosts."
  type        = string
}

variable "port" {
  description = "Port on which the app hosts listen."
  type        = number
}

variable "capacity" {
  description = "Hosts of each colour that a new environment begins with."
  type        = map(object({ min = number, desired = number, max = number }))

  validation {
    condition     = toset(keys(var.capacity)) == toset(["blue", "green"])
    error_message = "capacity needs exactly blue and green."
  }
}

variable "weights" {
  description = "Share of traffic of each colour that a new environment begins with."
  type        = map(number)

  validation {
    condition     = toset(keys(var.weights)) == toset(["blue", "green"])
    error_message = "weights needs exactly blue and green."
  }
}

variable "health_check" {
  description = "How the load balancer decides that an app host may get traffic; times in seconds."
  type = object({
    path      = string
    interval  = number
    timeout   = number
    healthy   = number
    unhealthy = number
  })
}

variable "drain_seconds" {
  description = "How long a host that leaves may finish its requests."
  type        = number
  default     = 30
}

variable "certificate_arn" {
  description = "Certificate for HTTPS; null serves HTTP on port 80."
  type        = string
  default     = null
}
