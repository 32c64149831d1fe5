locals {
  colours = toset(["blue", "green"])

  app_tags = { for colour in local.colours : colour => merge(var.tags, {
    Name   = "${var.name}-app-${colour}"
    Role   = "app"
    Colour = colour
  }) }

  db_tags = { Name = "${var.name}-db", Role = "db" }

  # Only the agent that lets hosts be reached without port 22; Ansible does the rest.
  user_data = templatefile("${path.module}/user_data.sh.tftpl", { region = var.region })
}
