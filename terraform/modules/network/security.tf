# Rules are resources of their own: a rule that somebody adds by hand is then seen and a rule
# that changes does not rewrite its neighbours. No group opens port 22: hosts are reached by SSM.
locals {
  groups = {
    alb        = "Load balancer: HTTP from anywhere, out to the app hosts"
    app        = "App hosts: only from the load balancer, and metrics"
    db         = "Database: only from the app hosts, and metrics"
    monitoring = "Monitoring: nothing in, scrapes the others"
  }

  node_exporter = 9100
  postgres      = 5432

  # Who may knock on whom, and where. Each row is a rule in at the one and out at the other. The
  # service's own metrics are on the port that users come by.
  knocks = {
    alb_to_app             = { from = "alb", to = "app", port = var.app_port }
    app_to_db              = { from = "app", to = "db", port = local.postgres }
    monitoring_to_app      = { from = "monitoring", to = "app", port = var.app_port }
    monitoring_to_app_host = { from = "monitoring", to = "app", port = local.node_exporter }
    monitoring_to_db_host  = { from = "monitoring", to = "db", port = local.node_exporter }
  }

  # RDS is no host of ours: no exporter runs on it.
  inside = { for name, knock in local.knocks : name => knock
    if var.db_is_host || name != "monitoring_to_db_host"
  }

  world_in = toset([for port in concat([80], var.https ? [443] : []) : tostring(port)])

  # 443 for SSM, the registry and AWS's APIs, 80 for Debian's mirror (its packages are signed).
  fetchers = concat(["app", "monitoring"], var.db_is_host ? ["db"] : [])
  world_out = { for pair in setproduct(local.fetchers, [80, 443]) :
    "${pair[0]}_${pair[1]}" => { group = pair[0], port = pair[1] }
  }
}

resource "aws_security_group" "this" {
  for_each = local.groups

  name        = "${var.name}-${each.key}"
  description = each.value
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name}-${each.key}" }
}

resource "aws_vpc_security_group_ingress_rule" "world" {
  for_each = local.world_in

  security_group_id = aws_security_group.this["alb"].id
  description       = "Users"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = tonumber(each.value)
  to_port           = tonumber(each.value)
}

resource "aws_vpc_security_group_ingress_rule" "inside" {
  for_each = local.inside

  security_group_id            = aws_security_group.this[each.value.to].id
  description                  = "From ${each.value.from}"
  referenced_security_group_id = aws_security_group.this[each.value.from].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "inside" {
  for_each = local.inside

  security_group_id            = aws_security_group.this[each.value.from].id
  referenced_security_group_id = aws_security_group.this[each.value.to].id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "world" {
  for_each = local.world_out

  security_group_id = aws_security_group.this[each.value.group].id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}
