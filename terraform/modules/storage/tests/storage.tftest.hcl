mock_provider "aws" {
  mock_resource "aws_kms_key" {
    defaults = {
      arn = "arn:aws:kms:eu-west-3:123456789012:key/00000000-0000-0000-0000-000000000000"
    }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::shop-test-123456789012" }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = {
      id  = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:shop/test/database-AbCdEf"
      arn = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:shop/test/database-AbCdEf"
    }
  }
}

variables {
  name               = "shop-test"
  secret_name        = "shop/test/database"
  account_id         = "123456789012"
  db_kind            = "host"
  database           = { name = "shop", username = "shop" }
  zone               = "eu-west-3a"
  db_volume_size_gib = 20
  protect            = true
  password           = "first"
  stored_password    = "first"
  rds = {
    instance_class     = "db.t3.small"
    subnet_ids         = ["subnet-1a", "subnet-1b"]
    security_group_ids = ["sg-0c"]
  }
}

run "data_volume_is_encrypted_and_found_by_its_tags" {
  command = plan

  assert {
    condition = (
      aws_ebs_volume.data[0].encrypted && aws_ebs_volume.data[0].final_snapshot &&
      aws_ebs_volume.data[0].tags["HoldsData"] == "true" &&
      aws_ebs_volume.data[0].tags["DataOf"] == "postgres"
    )
    error_message = "The data volume is not encrypted, not tagged or goes without a last snapshot."
  }

  assert {
    condition     = length(aws_db_instance.this) == 0
    error_message = "db_kind = host also makes an RDS instance."
  }
}

run "rds_is_not_public" {
  command = plan
  variables { db_kind = "rds" }

  assert {
    condition = (
      !aws_db_instance.this[0].publicly_accessible && aws_db_instance.this[0].storage_encrypted &&
      aws_db_instance.this[0].deletion_protection && !aws_db_instance.this[0].skip_final_snapshot
    )
    error_message = "RDS is public, not encrypted, may be deleted or goes without a last snapshot."
  }

  assert {
    condition = [for setting in aws_db_parameter_group.this[0].parameter :
    setting.value if setting.name == "rds.force_ssl"] == ["1"]
    error_message = "RDS takes connections without TLS."
  }
}

run "bucket_is_private" {
  assert {
    condition = (
      aws_s3_bucket_public_access_block.files.block_public_acls &&
      aws_s3_bucket_public_access_block.files.block_public_policy &&
      aws_s3_bucket_public_access_block.files.ignore_public_acls &&
      aws_s3_bucket_public_access_block.files.restrict_public_buckets
    )
    error_message = "The bucket may be made public."
  }

  assert {
    condition = anytrue([for statement in jsondecode(aws_s3_bucket_policy.files.policy).Statement :
      statement.Effect == "Deny" && statement.Principal == "*" && statement.Action == "s3:*" &&
      try(statement.Condition.Bool["aws:SecureTransport"], "") == "false"
    ])
    error_message = "The bucket answers without TLS."
  }

  assert {
    condition = one([
      for rule in aws_s3_bucket_server_side_encryption_configuration.files.rule :
      rule.apply_server_side_encryption_by_default[0].sse_algorithm
    ]) == "aws:kms"
    error_message = "The bucket is not encrypted with KMS."
  }
}

run "nothing_stays_in_the_bucket_that_secrets_pass_by" {
  assert {
    condition = (
      aws_s3_bucket_public_access_block.transfers.block_public_acls &&
      aws_s3_bucket_public_access_block.transfers.block_public_policy &&
      aws_s3_bucket_public_access_block.transfers.ignore_public_acls &&
      aws_s3_bucket_public_access_block.transfers.restrict_public_buckets &&
      strcontains(aws_s3_bucket_policy.transfers.policy, "aws:SecureTransport")
    )
    error_message = "The bucket may be made public, or answers without TLS."
  }

  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_lifecycle_configuration.transfers.rule :
      rule.status == "Enabled" && one(rule.expiration[*].days) == 1
    ])
    error_message = "What a run that died left stays for longer than a day."
  }
}

run "password_reaches_neither_plan_nor_state" {
  assert {
    condition = (
      aws_secretsmanager_secret_version.database.secret_string_wo == null &&
      aws_secretsmanager_secret_version.database.secret_string_wo_version == 1
    )
    error_message = "The secret is not handed over by the write-only argument."
  }
}

run "key_is_only_for_this_account" {
  command = plan

  assert {
    condition = alltrue([for statement in jsondecode(aws_kms_key.data.policy).Statement :
      statement.Principal.AWS == "arn:aws:iam::123456789012:root" ||
      try(statement.Condition.StringEquals["kms:CallerAccount"], "") == "123456789012"
    ]) && aws_kms_key.data.enable_key_rotation
    error_message = "The key's policy lets another account in, or the key is never rotated."
  }
}

run "a_database_host_needs_no_rds" {
  command = plan
  variables { rds = null }

  assert {
    condition     = length(aws_ebs_volume.data) == 1 && output.rds_endpoint == null
    error_message = "Without settings for RDS there is no database host's volume either."
  }
}

run "rds_without_its_settings_is_refused" {
  command = plan
  variables {
    db_kind = "rds"
    rds     = null
  }
  expect_failures = [var.rds]
}

run "too_small_a_volume_is_refused" {
  command = plan
  variables { db_volume_size_gib = 1 }
  expect_failures = [var.db_volume_size_gib]
}
