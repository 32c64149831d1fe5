# 1.11 is the first Terraform with write-only arguments, which keep the database's password out
# of plan and state; 6.48 is the provider that the stack was applied with.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.48"
    }
  }
}

# No endpoint, path-style or skip setting: the sandbox is reached by environment variables, so
# the block that runs there is the block that runs on AWS.
provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}
