terraform {
  required_version = ">= 1.11"
}

variable "size" {
  type = number
}

resource "aws_ebs_volume" "this" {
  availability_zone = "eu-west-3a"
  size              = var.size
}
