locals {
  db_tags = { Name = "${var.name}-db", Role = "db" }
}
