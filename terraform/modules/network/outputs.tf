output "vpc_id" {
  description = "ID of the VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Public subnets by zone: the load balancer's."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
}

output "private_subnet_ids" {
  description = "Private subnets by zone: every host's."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

# Waits for the rules as well, so a host never starts before it may reach the package mirror.
output "security_group_ids" {
  description = "Security groups by role: alb, app, db, monitoring."
  value       = { for role, group in aws_security_group.this : role => group.id }

  depends_on = [
    aws_vpc_security_group_ingress_rule.inside,
    aws_vpc_security_group_ingress_rule.world,
    aws_vpc_security_group_egress_rule.inside,
    aws_vpc_security_group_egress_rule.world,
  ]
}
