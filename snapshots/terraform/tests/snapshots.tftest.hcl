mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/mock" }
  }
  mock_resource "aws_backup_vault" {
    defaults = { arn = "arn:aws:backup:eu-west-3:111111111111:backup-vault:mock" }
  }
}

variables {
  project     = "shop"
  environment = "prod"
  region      = "eu-west-3"
}

run "backup_selects_by_all_three_tags" {
  command = apply

  assert {
    condition = (
      { for one in one(aws_backup_selection.this[0].condition).string_equals : one.key => one.value } ==
      {
        "aws:ResourceTag/Project"     = "shop"
        "aws:ResourceTag/Environment" = "prod"
        "aws:ResourceTag/HoldsData"   = "true"
      }
    )
    error_message = "The selection must need project, environment and HoldsData together."
  }

  assert {
    condition = toset(aws_backup_selection.this[0].resources) == toset([
      "arn:aws:ec2:*:*:volume/*", "arn:aws:rds:*:*:db:*",
    ])
    error_message = "Types must be named, or an account that did not opt in copies nothing."
  }

  assert {
    condition     = length(aws_backup_selection.this[0].selection_tag) == 0
    error_message = "A selection_tag would take whatever has any one of the tags."
  }

  assert {
    condition     = toset([for rule in aws_backup_plan.this[0].rule : one(rule.lifecycle).delete_after]) == toset([7, 28, 365])
    error_message = "Each copy must end with its own term."
  }

  assert {
    condition     = aws_backup_vault_lock_configuration.this[0].min_retention_days == 7 && !aws_backup_vault.this[0].force_destroy
    error_message = "Copies must be safe from deletion."
  }

  assert {
    condition     = length(aws_dlm_lifecycle_policy.this) == 0 && length(aws_backup_restore_testing_selection.this) == 2
    error_message = "AWS Backup alone, with restore tests of volumes and databases."
  }
}

run "dlm_instead" {
  command = apply

  variables {
    kind = "dlm"
  }

  assert {
    condition     = length(aws_backup_vault.this) == 0 && length(aws_dlm_lifecycle_policy.this) == 1
    error_message = "One of the two, never both."
  }

  assert {
    condition     = one(aws_dlm_lifecycle_policy.this[0].policy_details).target_tags == tomap({ SnapshotPolicy = "shop-prod" })
    error_message = "DLM takes a volume with any one tag, so there must be one that says it all."
  }

  assert {
    condition     = output.vault == null && output.lifecycle_policy_id != null
    error_message = "The outputs must say which of the two it is."
  }
}

run "no_lock_and_no_test" {
  command = plan

  variables {
    lock         = null
    restore_test = null
  }

  assert {
    condition     = length(aws_backup_vault_lock_configuration.this) == 0 && length(aws_backup_restore_testing_plan.this) == 0
    error_message = "Both can be left out."
  }
}

run "a_lock_that_refuses_every_copy" {
  command = plan

  variables {
    lock = { min_days = 30 }
  }

  expect_failures = [aws_backup_vault_lock_configuration.this]
}

run "terms_in_the_wrong_order" {
  command = plan

  variables {
    keep_days = { daily = 30, weekly = 7, monthly = 365 }
  }

  expect_failures = [var.keep_days]
}

run "half_past_three" {
  command = plan

  variables {
    hour = 3.5
  }

  expect_failures = [var.hour]
}

run "a_lock_that_is_final_at_once" {
  command = plan

  variables {
    lock = { changeable_for_days = 1 }
  }

  expect_failures = [var.lock]
}
