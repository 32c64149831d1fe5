# What tflint and checkov find something in; recorded/README.md says what of.
terraform {
  required_version = ">= 1.11"
  backend "local" {}
}

variable "unused" {
  type    = string
  default = "x"
}

variable "untyped" {}

resource "aws_security_group" "world" {
  name = var.untyped
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

module "store" {
  source = "./modules/store"
  size   = 8
}
