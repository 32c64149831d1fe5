locals {
  account_root = "arn:${var.partition}:iam::${var.account_id}:root"

  # Auto Scaling starts hosts under this role of its own, which no IAM policy of ours reaches.
  autoscaling = join("", [
    "arn:${var.partition}:iam::${var.account_id}:role/aws-service-role/",
    "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
  ])

  # Named by condition, not as principal: a key policy that names a role which does not exist yet
  # is refused, and in a new account this one appears with the first Auto Scaling group.
  as_autoscaling = { "kms:CallerAccount" = var.account_id, "aws:PrincipalArn" = local.autoscaling }
}

# One key for all that the environment stores: root and data volumes, bucket, secret, RDS.
resource "aws_kms_key" "data" {
  description             = "Data of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = var.protect ? 30 : 7

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecidesByIam"
        Effect    = "Allow"
        Principal = { AWS = local.account_root }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "AutoScalingUsesIt"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action = [
          "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"
        ]
        Resource  = "*"
        Condition = { StringEquals = local.as_autoscaling }
      },
      {
        Sid       = "AutoScalingAttachesVolumes"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = "kms:CreateGrant"
        Resource  = "*"
        Condition = {
          StringEquals = local.as_autoscaling
          Bool         = { "kms:GrantIsForAWSResource" = "true" }
        }
      },
    ]
  })

  tags = { Name = var.name }
}

resource "aws_kms_alias" "data" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.data.key_id
}
