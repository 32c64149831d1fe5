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

variable "network" {
  description = "Where things stand: VPC, subnets by zone, security groups by role."
  type = object({
    vpc_id             = string
    public_subnet_ids  = map(string)
    private_subnet_ids = map(string)
    security_group_ids = map(string)
  })
}

variable "region" {
  description = "Region, for the address that the SSM agent is fetched from."
  type        = string
}

variable "ami" {
  description = "Image of every host and the name of its root device."
  type        = object({ id = string, root_device_name = string })
}

variable "kms_key_arn" {
  description = "Key for the root volumes."
  type        = string
}

variable "instance_profiles" {
  description = "Instance profile names by role: app, db."
  type        = map(string)
}

variable "root_volume_size_gib" {
  description = "Size of each host's root volume in GiB."
  type        = number
  default     = 16
}

variable "app" {
  description = "The app hosts: type, port, first capacity and first weight of each colour."
  type = object({
    instance_type = string
    port          = number
    capacity      = map(object({ min = number, desired = number, max = number }))
    weights       = map(number)
  })

  validation {
    condition = alltrue([
      for colours in [keys(var.app.capacity), keys(var.app.weights)] :
      toset(colours) == toset(["blue", "green"])
    ])
    error_message = "app.capacity and app.weights each need exactly blue and green."
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

variable "db_host" {
  description = "The database host; null when the database is RDS."
  type = object({
    instance_type = string
    zone          = string
    volume_id     = string
  })
  default = null
}

variable "protect" {
  description = "Refuse deletion of the load balancer and termination of the database host."
  type        = bool
}
