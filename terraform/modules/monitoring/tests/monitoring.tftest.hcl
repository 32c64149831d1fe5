mock_provider "aws" {}

override_resource {
  target = aws_security_group.readers
  values = { id = "sg-0f" }
}

variables {
  name              = "shop-test"
  tags              = { Project = "shop", Environment = "test", ManagedBy = "opsctl" }
  zone              = "eu-west-3a"
  vpc_id            = "vpc-0123456789abcdef0"
  subnet_id         = "subnet-1a"
  security_group_id = "sg-0d"
  ami               = { id = "ami-0123456789abcdef0", root_device_name = "/dev/xvda" }
  kms_key_arn       = "arn:aws:kms:eu-west-3:123456789012:key/00000000-0000-0000-0000-000000000000"
  instance_profile  = "shop-test-monitoring"
  user_data         = "#!/bin/sh"
  instance_type     = "t3.small"
  volume_size_gib   = 20
  protect           = true
  final_snapshot    = true
}

run "the_host_is_hardened_and_found_by_the_inventory" {
  assert {
    condition = (
      aws_instance.this.metadata_options[0].http_tokens == "required" &&
      aws_instance.this.metadata_options[0].http_put_response_hop_limit == 1 &&
      aws_instance.this.root_block_device[0].encrypted && aws_instance.this.disable_api_termination
    )
    error_message = "The host answers metadata requests without a token, or is not protected."
  }

  assert {
    condition     = aws_instance.this.tags["Role"] == "monitoring"
    error_message = "Without the tag Role=monitoring neither Ansible nor the gates find the host."
  }

  assert {
    condition     = aws_instance.this.vpc_security_group_ids == toset(["sg-0d", "sg-0f"])
    error_message = "The host may not scrape the others, or its readers cannot reach it."
  }
}

run "the_past_outlives_the_host" {
  assert {
    condition = (
      aws_ebs_volume.data.encrypted && aws_ebs_volume.data.kms_key_id == var.kms_key_arn &&
      aws_ebs_volume.data.final_snapshot && aws_ebs_volume.data.availability_zone == var.zone &&
      aws_volume_attachment.data.device_name == "/dev/sdf" &&
      aws_volume_attachment.data.stop_instance_before_detaching
    )
    error_message = "The volume is not encrypted, not kept, or not where the role looks for it."
  }
}

run "nobody_reads_unless_told" {
  command = plan

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.readers) == 0
    error_message = "Somebody may ask Prometheus although no reader is named."
  }
}

run "readers_get_port_9090_alone" {
  command = plan
  variables { readers = ["10.30.200.0/24"] }

  assert {
    condition = [for rule in values(aws_vpc_security_group_ingress_rule.readers) :
      [rule.cidr_ipv4, rule.from_port, rule.to_port]
    ] == [["10.30.200.0/24", 9090, 9090]]
    error_message = "Readers get another port, or others get this one."
  }
}

run "the_world_is_no_reader" {
  command = plan
  variables { readers = ["0.0.0.0/0"] }
  expect_failures = [var.readers]
}

run "a_newer_image_does_not_replace_the_host" {
  command = plan
  variables {
    ami       = { id = "ami-0fedcba9876543210", root_device_name = "/dev/xvda" }
    user_data = "#!/bin/sh\n# newer"
  }

  assert {
    condition     = aws_instance.this.ami == "ami-0123456789abcdef0"
    error_message = "A newer image would replace the monitoring host."
  }
}
