locals {
  rds = var.db_kind == "rds" ? 1 : 0
}

resource "aws_db_subnet_group" "this" {
  count = local.rds

  name       = var.name
  subnet_ids = var.rds.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  count = local.rds

  name   = "${var.name}-postgres15"
  family = "postgres15"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "this" {
  count = local.rds

  identifier     = var.name
  engine         = "postgres"
  engine_version = "15"
  instance_class = var.rds.instance_class
  multi_az       = var.rds.multi_az

  allocated_storage = var.db_volume_size_gib
  storage_type      = "gp3"
  storage_encrypted = true
  kms_key_id        = aws_kms_key.data.arn

  db_name             = var.database.name
  username            = var.database.username
  password_wo         = var.stored_password
  password_wo_version = var.db_password_version

  publicly_accessible    = false
  db_subnet_group_name   = aws_db_subnet_group.this[0].name
  parameter_group_name   = aws_db_parameter_group.this[0].name
  vpc_security_group_ids = var.rds.security_group_ids

  backup_retention_period    = var.rds.backup_days
  copy_tags_to_snapshot      = true
  auto_minor_version_upgrade = true
  deletion_protection        = var.protect
  skip_final_snapshot        = !var.final_snapshot
  final_snapshot_identifier  = var.final_snapshot ? "${var.name}-final" : null

  tags = {
    Name      = "${var.name}-postgres"
    HoldsData = "true"
    DataOf    = "postgres"
  }
}
