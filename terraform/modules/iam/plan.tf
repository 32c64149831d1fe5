locals {
  own_state = "${local.state_arn}/${var.project}/${var.environment}"

  # A plan and a dry run of a deployment: state and ledger are read, and the state's lock alone is
  # written.
  plan = concat(local.read_stack, [
    for statement in local.plan_state : statement if var.state_bucket != null
  ])

  plan_state = [
    local.read_state,
    local.list_state,
    {
      Sid      = "StateLock"
      Effect   = "Allow"
      Action   = ["s3:PutObject", "s3:DeleteObject"]
      Resource = ["${local.own_state}/terraform.tfstate.tflock"]
    },
  ]

  read_state = {
    Sid      = "ReadState"
    Effect   = "Allow"
    Action   = ["s3:GetObject"]
    Resource = ["${local.own_state}/*"]
  }

  list_state = {
    Sid       = "StateListing"
    Effect    = "Allow"
    Action    = ["s3:ListBucket"]
    Resource  = [local.state_arn]
    Condition = { StringLike = { "s3:prefix" = "${var.project}/${var.environment}/*" } }
  }

  read_stack = [
    {
      Sid      = "ReadBucket"
      Effect   = "Allow"
      Action   = ["s3:Get*Configuration", "s3:GetBucket*", "s3:ListBucket"]
      Resource = [var.bucket_arn, var.transfer_bucket_arn]
    },
    # Terraform reads a secret's value back to see whether its version is still there.
    {
      Sid    = "ReadSecret"
      Effect = "Allow"
      Action = [
        "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
        "secretsmanager:GetSecretValue"
      ]
      Resource = [var.db_secret_arn]
    },
    {
      Sid      = "ReadKey"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:GetKey*", "kms:ListResourceTags"]
      Resource = [var.kms_key_arn]
    },
    {
      Sid      = "ReadRds"
      Effect   = "Allow"
      Action   = ["rds:ListTagsForResource"]
      Resource = [for kind in ["db", "pg", "subgrp"] : "${local.rds}:${kind}:${local.name}*"]
    },
  ]
}
