# The listener that carries users, whichever port that is.
resource "aws_lb_listener" "traffic" {
  load_balancer_arn = var.load_balancer_arn
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
          weight = var.weights[target_group.key]
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

  load_balancer_arn = var.load_balancer_arn
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
