mock_provider "aws" {}

variables {
  name = "shop-test"
  tags = { Project = "shop", Environment = "test", ManagedBy = "opsctl" }
  network = {
    vpc_id             = "vpc-0123456789abcdef0"
    public_subnet_ids  = { a = "subnet-0a", b = "subnet-0b" }
    private_subnet_ids = { a = "subnet-1a", b = "subnet-1b" }
    security_group_ids = { alb = "sg-0a", app = "sg-0b", db = "sg-0c" }
  }
  ami              = { id = "ami-0123456789abcdef0", root_device_name = "/dev/xvda" }
  kms_key_arn      = "arn:aws:kms:eu-west-3:123456789012:key/00000000-0000-0000-0000-000000000000"
  instance_profile = "shop-test-db"
  user_data        = "#!/bin/sh"
  protect          = true
  db_host          = { instance_type = "t3.small", zone = "a", volume_id = "vol-0123456789" }
}

run "the_database_host_is_hardened" {
  assert {
    condition = (
      aws_instance.db[0].metadata_options[0].http_tokens == "required" &&
      aws_instance.db[0].metadata_options[0].http_put_response_hop_limit == 1
    )
    error_message = "The host answers metadata requests without a token, or further than one hop."
  }

  assert {
    condition = (
      aws_instance.db[0].root_block_device[0].encrypted &&
      aws_instance.db[0].root_block_device[0].kms_key_id == var.kms_key_arn
    )
    error_message = "The root volume is not encrypted with our key."
  }

  assert {
    condition = (
      aws_instance.db[0].subnet_id == "subnet-1a" && aws_instance.db[0].disable_api_termination
    )
    error_message = "The database host stands in a public subnet or may be terminated."
  }
}

run "a_newer_image_does_not_replace_the_database" {
  command = plan
  variables { ami = { id = "ami-0fedcba9876543210", root_device_name = "/dev/xvda" } }

  assert {
    condition     = aws_instance.db[0].ami == "ami-0123456789abcdef0"
    error_message = "A newer image would replace the database host."
  }
}

run "the_load_balancer_is_public_and_protected" {
  command = plan

  assert {
    condition = (
      aws_lb.this.subnets == toset(["subnet-0a", "subnet-0b"]) && !aws_lb.this.internal &&
      aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields
    )
    error_message = "The load balancer stands in the wrong subnets, or is not protected."
  }
}

run "rds_needs_no_host" {
  command = plan
  variables { db_host = null }

  assert {
    condition     = length(aws_instance.db) == 0 && output.db_host_address == null
    error_message = "With RDS there is still a database host."
  }
}
