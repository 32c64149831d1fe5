resource "aws_backup_vault" "this" {
  count = local.backup

  name        = local.name
  kms_key_arn = var.kms_key_arn

  tags = { Name = local.name, HoldsData = "true" }

  # A vault with copies in it is not deleted by a plan.
  force_destroy = false
}

resource "aws_backup_vault_lock_configuration" "this" {
  count = var.lock == null ? 0 : local.backup

  backup_vault_name   = aws_backup_vault.this[0].name
  min_retention_days  = var.lock.min_days
  max_retention_days  = var.lock.max_days
  changeable_for_days = var.lock.changeable_for_days

  lifecycle {
    precondition {
      condition     = var.lock.min_days <= var.keep_days.daily && var.keep_days.monthly <= var.lock.max_days
      error_message = "The lock refuses copies that are kept for less than min_days or more than max_days."
    }
  }
}

resource "aws_backup_plan" "this" {
  count = local.backup

  name = local.name

  dynamic "rule" {
    for_each = local.rules

    content {
      rule_name         = rule.key
      target_vault_name = aws_backup_vault.this[0].name
      schedule          = rule.value.schedule
      start_window      = 60
      completion_window = 480

      lifecycle {
        delete_after = rule.value.days
      }

      recovery_point_tags = merge(local.selected, { Policy = rule.key })
    }
  }
}

resource "aws_backup_selection" "this" {
  count = local.backup

  name         = local.name
  plan_id      = aws_backup_plan.this[0].id
  iam_role_arn = aws_iam_role.backup[0].arn

  # Named by type, so that they are copied whether the account opted in to that type or not.
  resources = [
    "arn:${data.aws_partition.current.partition}:ec2:*:*:volume/*",
    "arn:${data.aws_partition.current.partition}:rds:*:*:db:*",
  ]

  # All three at once; `selection_tag` would take any one of them.
  condition {
    dynamic "string_equals" {
      for_each = local.selected

      content {
        key   = "aws:ResourceTag/${string_equals.key}"
        value = string_equals.value
      }
    }
  }
}

# AWS restores a copy every week and deletes it again; whether the data is good says
# `opsctl snapshot verify`, which starts the database on it.
resource "aws_backup_restore_testing_plan" "this" {
  count = var.restore_test == null ? 0 : local.backup

  name                = replace("${local.name}_restore", "-", "_")
  schedule_expression = "cron(0 ${(var.hour + 3) % 24} ? * ${var.restore_test} *)"
  start_window_hours  = 4

  recovery_point_selection {
    algorithm             = "LATEST_WITHIN_WINDOW"
    include_vaults        = [aws_backup_vault.this[0].arn]
    recovery_point_types  = ["SNAPSHOT"]
    selection_window_days = 7
  }
}

resource "aws_backup_restore_testing_selection" "this" {
  for_each = var.restore_test == null || local.backup == 0 ? toset([]) : toset(["EBS", "RDS"])

  name                      = replace("${local.name}_${lower(each.key)}", "-", "_")
  restore_testing_plan_name = aws_backup_restore_testing_plan.this[0].name
  protected_resource_type   = each.key
  iam_role_arn              = aws_iam_role.backup[0].arn
  validation_window_hours   = 4

  protected_resource_conditions {
    dynamic "string_equals" {
      for_each = local.selected

      content {
        key   = "aws:ResourceTag/${string_equals.key}"
        value = string_equals.value
      }
    }
  }
}
