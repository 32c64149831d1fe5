resource "aws_autoscaling_group" "app" {
  for_each = local.colours

  name                = "${var.name}-app-${each.key}"
  vpc_zone_identifier = values(var.network.private_subnet_ids)
  target_group_arns   = [aws_lb_target_group.app[each.key].arn]

  min_size         = var.capacity[each.key].min
  desired_capacity = var.capacity[each.key].desired
  max_size         = var.capacity[each.key].max

  # Not ELB: that would terminate new hosts before Ansible has configured them, and every host at
  # once when the database is away. A sick host gets no traffic either way.
  health_check_type    = "EC2"
  termination_policies = ["OldestLaunchTemplate", "OldestInstance"]

  # The number, not $Latest: a plan then shows that new hosts will differ.
  launch_template {
    id      = aws_launch_template.app[each.key].id
    version = aws_launch_template.app[each.key].latest_version
  }

  # Of the group only; its hosts are tagged by the launch template.
  dynamic "tag" {
    for_each = local.tags[each.key]

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = false
    }
  }

  # opsctl moves these with every deployment; here stands what a new environment begins with.
  lifecycle {
    ignore_changes = [desired_capacity, min_size]
  }
}
