variable "name" {
  description = "Prefix of every name, `<project>-<environment>`."
  type        = string
}

variable "tags" {
  description = "The provider's default tags again: it does not add them to a host's root volume."
  type        = map(string)
}

variable "zone" {
  description = "Availability zone of host and volume."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the security group."
  type        = string
}

variable "subnet_id" {
  description = "A private subnet of that zone."
  type        = string
}

variable "security_group_id" {
  description = "Security group that may scrape the other hosts (modules/network)."
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

variable "instance_profile" {
  description = "Instance profile that may list instances."
  type        = string
}

variable "user_data" {
  description = "First-boot script of every host."
  type        = string
}

variable "instance_type" {
  description = "Instance type of the monitoring host."
  type        = string
}

variable "root_volume_size_gib" {
  description = "Size of each host's root volume in GiB."
  type        = number
  default     = 16
}

variable "volume_size_gib" {
  description = "Size of the volume with Prometheus's data in GiB."
  type        = number

  validation {
    condition     = var.volume_size_gib >= 1 && floor(var.volume_size_gib) == var.volume_size_gib
    error_message = "volume_size_gib is a whole number of at least 1."
  }
}

variable "readers" {
  description = "Networks that may ask Prometheus on port 9090; empty lets nobody in."
  type        = list(string)
  default     = []

  validation {
    condition = alltrue([for network in var.readers :
      can(cidrnetmask(network)) && !can(regex("/0$", network))
    ])
    error_message = "readers are IPv4 networks, and never the whole world."
  }
}

variable "protect" {
  description = "Refuse termination of the host."
  type        = bool
}

variable "final_snapshot" {
  description = "Take a last snapshot before the volume is deleted."
  type        = bool
}
