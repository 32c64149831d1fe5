variable "vpc_cidr" {
  description = "Addresses of the VPC, /16 to /19."
  type        = string
}

variable "nat" {
  description = "Way out of the private subnets: none, single or per_zone."
  type        = string
  default     = "single"
}

variable "certificate_arn" {
  description = "ACM certificate for HTTPS, port 80 then redirects; null serves HTTP."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^arn:[^:]+:acm:", coalesce(var.certificate_arn, "arn:aws:acm:")))
    error_message = "certificate_arn is not the ARN of an ACM certificate."
  }
}
