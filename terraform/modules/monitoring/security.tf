# Who may ask Prometheus. Whom it may scrape is a matter of both ends and stands in modules/network.
resource "aws_security_group" "readers" {
  name        = "${var.name}-prometheus"
  description = "Monitoring: Prometheus for its readers"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name}-prometheus" }
}

resource "aws_vpc_security_group_ingress_rule" "readers" {
  for_each = toset(var.readers)

  security_group_id = aws_security_group.readers.id
  description       = "Readers of Prometheus"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = local.prometheus
  to_port           = local.prometheus
}
