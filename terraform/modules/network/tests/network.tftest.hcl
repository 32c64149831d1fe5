# What a user would only notice when it is too late: who may reach what.
mock_provider "aws" {}

variables {
  name     = "shop-test"
  vpc_cidr = "10.20.0.0/16"
  zones    = ["eu-west-3a", "eu-west-3b"]
  app_port = 3000
}

run "no_port_22_and_only_the_load_balancer_is_public" {
  command = plan

  assert {
    condition = alltrue([
      for rule in concat(
        values(aws_vpc_security_group_ingress_rule.world),
        values(aws_vpc_security_group_ingress_rule.inside),
      ) : rule.ip_protocol == "tcp" && (rule.from_port > 22 || rule.to_port < 22)
    ])
    error_message = "A rule lets somebody in on port 22, or on every port."
  }

  assert {
    condition = toset([
      for rule in values(aws_vpc_security_group_ingress_rule.world) : rule.from_port
    ]) == toset([80])
    error_message = "Without a certificate the world may reach port 80 and nothing else."
  }

  assert {
    condition = alltrue([
      for rule in values(aws_vpc_security_group_ingress_rule.inside) : rule.cidr_ipv4 == null
    ])
    error_message = "A rule inside names addresses where it should name a group."
  }
}

run "database_only_from_the_app_hosts" {
  assert {
    condition = [
      for rule in values(aws_vpc_security_group_ingress_rule.inside) :
      rule.referenced_security_group_id if rule.from_port == 5432
    ] == [aws_security_group.this["app"].id]
    error_message = "5432 must be open to the app hosts' group alone."
  }

  assert {
    condition = toset([
      for rule in values(aws_vpc_security_group_ingress_rule.inside) :
      rule.referenced_security_group_id if rule.from_port == 3000
    ]) == toset([aws_security_group.this["alb"].id, aws_security_group.this["monitoring"].id])
    error_message = "The service's port must be open to the load balancer and to monitoring alone."
  }
}

run "monitoring_reaches_every_exporter" {
  assert {
    condition = toset([
      for rule in values(aws_vpc_security_group_ingress_rule.inside) :
      "${rule.security_group_id} ${rule.from_port}"
      if rule.referenced_security_group_id == aws_security_group.this["monitoring"].id
      ]) == toset([
      "${aws_security_group.this["app"].id} 3000",
      "${aws_security_group.this["app"].id} 9100",
      "${aws_security_group.this["db"].id} 9100",
    ])
    error_message = "Monitoring must reach the service's metrics and each host's, and no more."
  }

  assert {
    condition = toset([
      for rule in values(aws_vpc_security_group_egress_rule.inside) :
      "${rule.referenced_security_group_id} ${rule.to_port}"
      if rule.security_group_id == aws_security_group.this["monitoring"].id
      ]) == toset([
      for rule in values(aws_vpc_security_group_ingress_rule.inside) :
      "${rule.security_group_id} ${rule.to_port}"
      if rule.referenced_security_group_id == aws_security_group.this["monitoring"].id
    ])
    error_message = "What lets monitoring in is not what monitoring may leave for."
  }
}

run "rds_has_no_exporter" {
  command = plan
  variables { db_is_host = false }

  assert {
    condition = length([
      for rule in values(aws_vpc_security_group_ingress_rule.inside) :
      rule if rule.from_port == 9100
    ]) == 1
    error_message = "With RDS only the app hosts have an exporter of their own."
  }
}

run "https_opens_443" {
  command = plan
  variables { https = true }

  assert {
    condition     = contains(keys(aws_vpc_security_group_ingress_rule.world), "443")
    error_message = "With a certificate port 443 must be open."
  }
}

run "nat_per_zone_gives_each_zone_its_own_exit" {
  variables { nat = "per_zone" }

  assert {
    condition = alltrue([for zone, route in aws_route.private_out :
    route.nat_gateway_id == aws_nat_gateway.this[zone].id]) && length(aws_route.private_out) == 2
    error_message = "A zone goes out by another zone's NAT gateway."
  }
}

run "nat_none_leaves_no_way_out" {
  command = plan
  variables { nat = "none" }

  assert {
    condition     = length(aws_route.private_out) + length(aws_nat_gateway.this) == 0
    error_message = "nat = none still makes a NAT gateway or a route to one."
  }
}

run "too_small_a_network_is_refused" {
  command = plan
  variables { vpc_cidr = "10.20.0.0/24" }
  expect_failures = [var.vpc_cidr]
}

run "a_host_address_is_no_network" {
  command = plan
  variables { vpc_cidr = "10.20.0.1/16" }
  expect_failures = [var.vpc_cidr]
}

run "one_zone_is_refused" {
  command = plan
  variables { zones = ["eu-west-3a"] }
  expect_failures = [var.zones]
}
