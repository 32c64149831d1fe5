resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  internal           = false
  subnets            = values(var.network.public_subnet_ids)
  security_groups    = [var.network.security_group_ids["alb"]]

  drop_invalid_header_fields = true
  enable_deletion_protection = var.protect

  tags = { Name = var.name }
}

resource "aws_lb_target_group" "app" {
  for_each = local.colours

  name                 = "${var.name}-${each.key}"
  vpc_id               = var.network.vpc_id
  port                 = var.app.port
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

# The listener that carries users, whichever port that is.
resource "aws_lb_listener" "traffic" {
  load_balancer_arn = aws_lb.this.arn
  port              = var.certificate_arn == null ? 80 : 443
  protocol          = var.certificate_arn == null ? "HTTP" : "HTTPS"
  certificate_arn   = var.certificate_arn
  ssl_policy        = var.certificate_arn == null ? null : "ELBSecurityPolicy-TLS13-1-2-2021-06"

  default_action {
    type = "forward"

    forward {
      dynamic "target_group" {
        for_each = aws_lb_target_group.app

        content {
          arn    = target_group.value.arn
          weight = var.app.weights[target_group.key]
        }
      }
    }
  }

  # opsctl moves the weights; here stands what a new environment begins with. A target group that
  # must be replaced is still let go: the listener is then made anew.
  lifecycle {
    ignore_changes = [default_action[0].forward[0].target_group]
    replace_triggered_by = [
      aws_lb_target_group.app["blue"].arn,
      aws_lb_target_group.app["green"].arn,
    ]
  }
}

resource "aws_lb_listener" "redirect" {
  count = var.certificate_arn == null ? 0 : 1

  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }

  # Port 80 is only free once the other listener has left it.
  depends_on = [aws_lb_listener.traffic]
}
