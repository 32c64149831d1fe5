resource "aws_lb_target_group" "app" {
  for_each = local.colours

  name                 = "${var.name}-${each.key}"
  vpc_id               = var.network.vpc_id
  port                 = var.port
  protocol             = "HTTP"
  target_type          = "instance"
  deregistration_delay = var.drain_seconds

  health_check {
    path                = var.health_check.path
    port                = "traffic-port"
    protocol            = "HTTP"
    matcher             = "200"
    interval            = var.health_check.interval
    timeout             = var.health_check.timeout
    healthy_threshold   = var.health_check.healthy
    unhealthy_threshold = var.health_check.unhealthy
  }

  tags = { Name = "${var.name}-${each.key}", Colour = each.key }
}
