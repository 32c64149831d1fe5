# Two colours of the same hosts behind one load balancer: one serves, the other is the way back.
# Each has a launch template, an Auto Scaling group and a target group of its own; the listener's
# weights say which one users meet. opsctl moves weights and capacities, and so does rollback.yml;
# Terraform only says what a new environment begins with.
locals {
  colours = toset(["blue", "green"])

  tags = { for colour in local.colours : colour => merge(var.tags, {
    Name   = "${var.name}-app-${colour}"
    Role   = "app"
    Colour = colour
  }) }
}
