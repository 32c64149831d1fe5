mock_provider "aws" {
  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-3:123456789012:listener/app/a/1/2" }
  }
  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0", latest_version = 1 }
  }
}

# One by one: mocked together they would share an ARN, and no test could tell the colours apart.
override_resource {
  target = aws_lb_target_group.app["blue"]
  values = {
    arn = "arn:aws:elasticloadbalancing:eu-west-3:123456789012:targetgroup/shop-test-blue/1"
  }
}

override_resource {
  target = aws_lb_target_group.app["green"]
  values = {
    arn = "arn:aws:elasticloadbalancing:eu-west-3:123456789012:targetgroup/shop-test-green/2"
  }
}

variables {
  name              = "shop-test"
  tags              = { Project = "shop", Environment = "test", ManagedBy = "opsctl" }
  load_balancer_arn = "arn:aws:elasticloadbalancing:eu-west-3:123456789012:loadbalancer/app/a/1"
  network = {
    vpc_id             = "vpc-0123456789abcdef0"
    private_subnet_ids = { a = "subnet-1a", b = "subnet-1b" }
    security_group_ids = { alb = "sg-0a", app = "sg-0b", db = "sg-0c" }
  }
  ami              = { id = "ami-0123456789abcdef0", root_device_name = "/dev/xvda" }
  kms_key_arn      = "arn:aws:kms:eu-west-3:123456789012:key/00000000-0000-0000-0000-000000000000"
  instance_profile = "shop-test-app"
  user_data        = "#!/bin/sh"
  health_check     = { path = "/readyz", interval = 10, timeout = 5, healthy = 2, unhealthy = 3 }
  instance_type    = "t3.small"
  port             = 3000
  weights          = { blue = 100, green = 0 }
  capacity = {
    blue  = { min = 2, desired = 2, max = 4 }
    green = { min = 0, desired = 0, max = 4 }
  }
}

run "hosts_are_hardened" {
  assert {
    condition = alltrue([
      for host in values(aws_launch_template.app) :
      host.metadata_options[0].http_tokens == "required" &&
      host.metadata_options[0].http_put_response_hop_limit == 1
    ])
    error_message = "A host answers metadata requests without a token, or further than one hop."
  }

  assert {
    condition = alltrue([
      for template in values(aws_launch_template.app) :
      tobool(template.block_device_mappings[0].ebs[0].encrypted) &&
      template.block_device_mappings[0].ebs[0].kms_key_id == var.kms_key_arn
    ])
    error_message = "A root volume is not encrypted with our key."
  }
}

run "hosts_carry_the_tags_that_the_inventory_reads" {
  assert {
    condition = alltrue([for colour, template in aws_launch_template.app :
      toset([for spec in template.tag_specifications : spec.resource_type if
        spec.tags == tomap({
          Project = "shop", Environment = "test", ManagedBy = "opsctl",
          Role    = "app", Colour = colour, Name = "shop-test-app-${colour}"
        })
      ]) == toset(["instance", "volume", "network-interface"])
    ])
    error_message = "A launch template does not state all the tags, default tags included."
  }
}

run "a_new_environment_begins_as_it_was_told" {
  assert {
    condition = {
      for target in aws_lb_listener.traffic.default_action[0].forward[0].target_group :
      target.arn => target.weight
      } == {
      (aws_lb_target_group.app["blue"].arn)  = 100
      (aws_lb_target_group.app["green"].arn) = 0
    } && output.target_groups["blue"] != output.target_groups["green"]
    error_message = "The listener does not give each colour its own first weight."
  }

  assert {
    condition = alltrue([for colour, group in aws_autoscaling_group.app :
      group.target_group_arns == toset([aws_lb_target_group.app[colour].arn]) &&
      group.launch_template[0].id == aws_launch_template.app[colour].id &&
      group.desired_capacity == var.capacity[colour].desired
    ])
    error_message = "A colour's hosts stand behind the other colour, or in another number."
  }
}

run "what_opsctl_moved_stays" {
  command = plan

  variables {
    weights = { blue = 0, green = 100 }
    capacity = {
      blue  = { min = 0, desired = 0, max = 4 }
      green = { min = 3, desired = 3, max = 4 }
    }
    ami = { id = "ami-0fedcba9876543210", root_device_name = "/dev/xvda" }
  }

  assert {
    condition = { for colour, group in aws_autoscaling_group.app :
      colour => [group.min_size, group.desired_capacity]
    } == { blue = [2, 2], green = [0, 0] }
    error_message = "Terraform would move capacities that are opsctl's."
  }

  assert {
    condition = {
      for target in aws_lb_listener.traffic.default_action[0].forward[0].target_group :
      target.arn => target.weight
      } == {
      (run.hosts_are_hardened.target_groups["blue"])  = 100
      (run.hosts_are_hardened.target_groups["green"]) = 0
    }
    error_message = "Terraform would move weights that are opsctl's."
  }

  assert {
    condition     = output.listener_arn == run.hosts_are_hardened.listener_arn
    error_message = "Terraform would rebuild the listener."
  }
}

run "certificate_turns_80_into_a_redirect" {
  command = plan
  variables {
    certificate_arn = "arn:aws:acm:eu-west-3:123456789012:certificate/00000000"
  }

  assert {
    condition = (
      aws_lb_listener.traffic.port == 443 && aws_lb_listener.traffic.protocol == "HTTPS" &&
      aws_lb_listener.redirect[0].port == 80 &&
      aws_lb_listener.redirect[0].default_action[0].type == "redirect"
    )
    error_message = "With a certificate users must land on HTTPS."
  }
}

run "a_missing_colour_is_refused" {
  command = plan
  variables {
    weights  = { blue = 100 }
    capacity = {}
  }
  expect_failures = [var.weights, var.capacity]
}
