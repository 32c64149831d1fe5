locals {
  rds = "arn:${var.partition}:rds:${var.region}:${var.account_id}"

  build_data = concat(
    [
      {
        Sid    = "Bucket"
        Effect = "Allow"
        Action = [
          "s3:CreateBucket", "s3:Get*Configuration", "s3:GetBucket*", "s3:List*", "s3:PutBucket*",
          "s3:Put*Configuration", "s3:TagResource"
        ]
        Resource = [var.bucket_arn, var.transfer_bucket_arn]
      },
      # Terraform reads a secret's value back to see whether its version is still there.
      {
        Sid    = "Secret"
        Effect = "Allow"
        Action = [
          "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
          "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue",
          "secretsmanager:TagResource", "secretsmanager:UpdateSecret",
          "secretsmanager:UpdateSecretVersionStage"
        ]
        Resource = [var.db_secret_arn]
      },
      {
        Sid    = "Key"
        Effect = "Allow"
        Action = [
          "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:GetKey*",
          "kms:ListResourceTags", "kms:ReEncrypt*"
        ]
        Resource = [var.kms_key_arn]
      },
      {
        Sid       = "KeyForVolumes"
        Effect    = "Allow"
        Action    = ["kms:CreateGrant"]
        Resource  = [var.kms_key_arn]
        Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
      },
      {
        Sid    = "Rds"
        Effect = "Allow"
        Action = [
          "rds:AddTagsToResource", "rds:CreateDB*", "rds:ListTagsForResource", "rds:ModifyDB*",
          "rds:RebootDBInstance", "rds:RestoreDBInstanceFromDBSnapshot"
        ]
        Resource = [
          for kind in ["db", "pg", "snapshot", "subgrp"] : "${local.rds}:${kind}:${local.name}*"
        ]
      },
      {
        Sid       = "Snapshots"
        Effect    = "Allow"
        Action    = ["ec2:DeleteSnapshot"]
        Resource  = [local.snapshots]
        Condition = local.owned
      },
    ],
    # Where data counts, only a person deletes it.
    [for statement in local.delete_data : statement if !var.protect],
  )

  delete_data = [
    {
      Sid       = "DeleteVolumes"
      Effect    = "Allow"
      Action    = ["ec2:DeleteVolume"]
      Resource  = ["${local.ec2}:volume/*"]
      Condition = local.owned
    },
    {
      Sid    = "DeleteData"
      Effect = "Allow"
      Action = [
        "kms:ScheduleKeyDeletion", "rds:DeleteDB*", "s3:DeleteBucket*", "s3:DeleteObject*",
        "secretsmanager:DeleteSecret"
      ]
      Resource = concat(
        flatten([for bucket in [var.bucket_arn, var.transfer_bucket_arn] : [bucket, "${bucket}/*"]]),
        [var.db_secret_arn, var.kms_key_arn],
        [for kind in ["db", "pg", "subgrp"] : "${local.rds}:${kind}:${local.name}*"],
      )
    },
  ]
}
