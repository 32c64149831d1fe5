variable "name" {
  description = "Prefix of every name, `<project>-<environment>`."
  type        = string
}

variable "tags" {
  description = "The provider's default tags again: it does not add them to a host's root volume."
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

variable "ami" {
  description = "Image of every host and the name of its root device."
  type        = object({ id = string, root_device_name = string })
}

variable "kms_key_arn" {
  description = "Key for the root volumes."
  type        = string
}

variable "instance_profile" {
  description = "Instance profile of the database host."
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
