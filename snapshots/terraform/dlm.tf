# The alternative without a vault: cheaper, EBS volumes alone, no lock and no restore test.
resource "aws_dlm_lifecycle_policy" "this" {
  count = local.dlm

  description        = "Snapshots of ${local.name}"
  execution_role_arn = aws_iam_role.dlm[0].arn
  state              = "ENABLED"

  policy_details {
    resource_types = ["VOLUME"]
    # DLM takes a volume that has any one of its tags, so the one tag must say it all.
    target_tags = { SnapshotPolicy = local.name }

    dynamic "schedule" {
      for_each = local.rules

      content {
        name      = schedule.key
        copy_tags = true

        create_rule {
          cron_expression = schedule.value.schedule
        }

        retain_rule {
          interval      = schedule.value.days
          interval_unit = "DAYS"
        }
      }
    }
  }
}
