variable "name" {
  description = "Prefix of every name, `<project>-<environment>`."
  type        = string
}

variable "vpc_cidr" {
  description = "Addresses of the VPC, /16 to /19. Subnets are cut from it with eight more bits."
  type        = string

  validation {
    condition = (
      can(cidrnetmask(var.vpc_cidr)) &&
      try(cidrhost(var.vpc_cidr, 0) == split("/", var.vpc_cidr)[0], false)
    )
    error_message = "vpc_cidr is not an IPv4 network: write its first address, e.g. 10.20.0.0/16."
  }

  # A load balancer needs subnets of /27 or larger; eight more bits than /19 is just that.
  validation {
    condition     = try(contains(range(16, 20), tonumber(split("/", var.vpc_cidr)[1])), false)
    error_message = "vpc_cidr must be between /16 and /19: a load balancer's subnet needs a /27."
  }
}

variable "zones" {
  description = "Availability zones, at least two; the order fixes each zone's addresses."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 2 && length(var.zones) <= 10
    error_message = "zones needs two to ten names: a load balancer stands in at least two zones."
  }

  validation {
    condition     = length(distinct(var.zones)) == length(var.zones)
    error_message = "zones names a zone twice."
  }
}

variable "nat" {
  description = "Way out of the private subnets: none, single, per_zone (survives a zone)."
  type        = string
  default     = "single"

  validation {
    condition     = contains(["none", "single", "per_zone"], var.nat)
    error_message = "nat is none, single or per_zone."
  }
}

variable "app_port" {
  description = "Port on which the app hosts listen."
  type        = number
}

variable "https" {
  description = "Whether the load balancer also listens on 443."
  type        = bool
  default     = false
}

variable "db_is_host" {
  description = "Whether the database is a host, which must fetch packages; RDS needs no way out."
  type        = bool
  default     = true
}
