locals {
  look = [
    # These take no ARN.
    {
      Sid    = "LookAround"
      Effect = "Allow"
      Action = [
        "autoscaling:Describe*", "ec2:Describe*", "elasticloadbalancing:Describe*",
        "kms:ListAliases", "rds:Describe*", "secretsmanager:GetRandomPassword",
        "ssm:DescribeInstanceInformation", "tag:GetResources"
      ]
      Resource  = ["*"]
      Condition = local.in_region
    },
    {
      Sid    = "LookAtRights"
      Effect = "Allow"
      Action = ["iam:Get*", "iam:List*"]
      Resource = [
        "${local.iam}:role/${local.name}-*", "${local.iam}:policy/${local.name}-*",
        "${local.iam}:instance-profile/${local.name}-*",
        "${local.iam}:oidc-provider/${local.issuer}"
      ]
    },
    {
      Sid      = "FindProvider"
      Effect   = "Allow"
      Action   = ["iam:ListOpenIDConnectProviders"]
      Resource = ["*"]
    },
  ]

  # State, its lock and the ledger, all of this environment only. Deleting is what a lock needs;
  # the bucket is versioned.
  state_arn = "arn:${var.partition}:s3:::${coalesce(var.state_bucket, "none")}"
  state     = [for statement in local.use_state : statement if var.state_bucket != null]

  use_state = [
    {
      Sid      = "State"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
      Resource = ["${local.state_arn}/${var.project}/${var.environment}/*"]
    },
    {
      Sid      = "StateListing"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = [local.state_arn]
      Condition = { StringLike = {
        "s3:prefix" = "${var.project}/${var.environment}/*"
      } }
    },
  ]
}
