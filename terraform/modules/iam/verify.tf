locals {
  # A snapshot, a scratch host and a volume made from the snapshot; only what says that it is scratch is
  # attached or taken away again. Live volumes and hosts are read, and a snapshot is never deleted.
  verify = concat(
    local.copy,
    local.scratch,
    local.scratch_database,
    local.reach_hosts,
    local.use_key,
    [
      for statement in concat([local.read_state], local.keep_ledger) : statement
      if var.state_bucket != null
    ],
  )

  requested = {
    "aws:RequestTag/Project"     = var.project
    "aws:RequestTag/Environment" = var.environment
  }
  own_tags = local.owned.StringEquals

  copy = [
    {
      Sid       = "CopyOwnVolumes"
      Effect    = "Allow"
      Action    = ["ec2:CreateSnapshot"]
      Resource  = ["${local.ec2}:volume/*"]
      Condition = local.owned
    },
    {
      Sid       = "NewSnapshots"
      Effect    = "Allow"
      Action    = ["ec2:CreateSnapshot"]
      Resource  = [local.snapshots]
      Condition = { StringEquals = local.requested }
    },
    {
      Sid       = "MarkOwnSnapshots"
      Effect    = "Allow"
      Action    = ["ec2:CreateTags"]
      Resource  = [local.snapshots]
      Condition = local.owned
    },
    {
      Sid      = "TagWhatIsNew"
      Effect   = "Allow"
      Action   = ["ec2:CreateTags"]
      Resource = ["${local.ec2}:*/*", local.snapshots]
      Condition = { StringEquals = {
        "ec2:CreateAction" = ["CreateSnapshot", "CreateVolume", "RunInstances"]
      } }
    },
  ]

  scratch = [
    {
      Sid       = "StartScratchHost"
      Effect    = "Allow"
      Action    = ["ec2:RunInstances"]
      Resource  = ["${local.ec2}:instance/*"]
      Condition = { StringEquals = merge(local.requested, { "aws:RequestTag/Role" = "verify" }) }
    },
    {
      Sid    = "FromAnyImage"
      Effect = "Allow"
      Action = ["ec2:RunInstances"]
      Resource = [
        "arn:${var.partition}:ec2:${var.region}::image/*", "${local.ec2}:volume/*",
        "${local.ec2}:network-interface/*"
      ]
    },
    {
      Sid       = "InOwnNetwork"
      Effect    = "Allow"
      Action    = ["ec2:RunInstances"]
      Resource  = ["${local.ec2}:subnet/*", "${local.ec2}:security-group/*"]
      Condition = local.owned
    },
    {
      Sid       = "HandRolesToHosts"
      Effect    = "Allow"
      Action    = ["iam:PassRole"]
      Resource  = [for role in aws_iam_role.host : role.arn]
      Condition = { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } }
    },
    {
      Sid       = "ScratchVolume"
      Effect    = "Allow"
      Action    = ["ec2:CreateVolume"]
      Resource  = ["${local.ec2}:volume/*"]
      Condition = { StringEquals = merge(local.requested, { "aws:RequestTag/Name" = "verify" }) }
    },
    {
      Sid       = "FromOwnSnapshots"
      Effect    = "Allow"
      Action    = ["ec2:CreateVolume"]
      Resource  = [local.snapshots]
      Condition = local.owned
    },
    {
      Sid       = "UseScratchVolume"
      Effect    = "Allow"
      Action    = ["ec2:AttachVolume", "ec2:DetachVolume", "ec2:DeleteVolume"]
      Resource  = ["${local.ec2}:volume/*"]
      Condition = { StringEquals = merge(local.own_tags, { "aws:ResourceTag/Name" = "verify" }) }
    },
    {
      Sid       = "UseScratchHost"
      Effect    = "Allow"
      Action    = ["ec2:AttachVolume", "ec2:DetachVolume", "ec2:TerminateInstances"]
      Resource  = ["${local.ec2}:instance/*"]
      Condition = { StringEquals = merge(local.own_tags, { "aws:ResourceTag/Role" = "verify" }) }
    },
  ]

  # RDS knows what a copy is for by its tag alone, and says so when it is deleted.
  scratch_database = [
    {
      Sid    = "CopyDatabase"
      Effect = "Allow"
      Action = [
        "rds:AddTagsToResource", "rds:CreateDBSnapshot", "rds:ListTagsForResource",
        "rds:RestoreDBInstanceFromDBSnapshot"
      ]
      Resource = [
        for kind in ["db", "pg", "snapshot", "subgrp"] : "${local.rds}:${kind}:${local.name}*"
      ]
    },
    {
      Sid       = "DeleteScratchDatabase"
      Effect    = "Allow"
      Action    = ["rds:DeleteDBInstance"]
      Resource  = ["${local.rds}:db:${local.name}*"]
      Condition = { StringEquals = merge(local.own_tags, { "aws:ResourceTag/Role" = "verify" }) }
    },
  ]

  use_key = [
    {
      Sid    = "Key"
      Effect = "Allow"
      Action = [
        "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"
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
  ]
}
