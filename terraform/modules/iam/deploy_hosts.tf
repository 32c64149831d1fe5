locals {
  ssm = "arn:${var.partition}:ssm:${var.region}:${var.account_id}"
  elb = "arn:${var.partition}:elasticloadbalancing:${var.region}:${var.account_id}"
  asg = "arn:${var.partition}:autoscaling:${var.region}:${var.account_id}"

  build_hosts = [
    # A host may be made from any image, but only in subnets and groups of this environment.
    {
      Sid    = "StartHosts"
      Effect = "Allow"
      Action = ["ec2:RunInstances"]
      Resource = concat(
        ["arn:${var.partition}:ec2:${var.region}::image/*"],
        [for kind in ["instance", "volume", "network-interface"] : "${local.ec2}:${kind}/*"],
      )
    },
    {
      Sid    = "StartHostsInOwn"
      Effect = "Allow"
      Action = ["ec2:RunInstances"]
      Resource = [
        for kind in ["subnet", "security-group", "launch-template"] : "${local.ec2}:${kind}/*"
      ]
      Condition = local.owned
    },
    {
      Sid    = "ChangeOwnHosts"
      Effect = "Allow"
      Action = [
        "ec2:AttachVolume", "ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplate",
        "ec2:DetachVolume", "ec2:ModifyInstanceAttribute", "ec2:ModifyInstanceMetadataOptions",
        "ec2:ModifyLaunchTemplate", "ec2:ModifyVolume", "ec2:RebootInstances",
        "ec2:StartInstances", "ec2:StopInstances", "ec2:TerminateInstances"
      ]
      Resource  = ["${local.ec2}:*/*"]
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
      Sid    = "ScaleAndShiftTraffic"
      Effect = "Allow"
      Action = ["autoscaling:*", "elasticloadbalancing:*"]
      Resource = [
        "${local.asg}:autoScalingGroup:*:autoScalingGroupName/${local.name}-app-*",
        "${local.elb}:loadbalancer/app/${local.name}/*",
        "${local.elb}:listener/app/${local.name}/*",
        "${local.elb}:listener-rule/app/${local.name}/*",
        "${local.elb}:targetgroup/${local.name}-blue/*",
        "${local.elb}:targetgroup/${local.name}-green/*"
      ]
    },
  ]

  # Ansible's way in: a session to a host of this environment, and the bucket that files pass by,
  # each host's under its ID (amazon.aws.aws_ssm, which first asks where the bucket is by HeadBucket).
  reach_hosts = [
    {
      Sid      = "SessionToOwnHosts"
      Effect   = "Allow"
      Action   = ["ssm:StartSession"]
      Resource = ["${local.ec2}:instance/*"]
      Condition = { StringEquals = {
        "ssm:resourceTag/Project"     = var.project
        "ssm:resourceTag/Environment" = var.environment
      } }
    },
    {
      Sid    = "SessionKind"
      Effect = "Allow"
      Action = ["ssm:StartSession"]
      Resource = [
        "${local.ssm}:document/SSM-SessionManagerRunShell"
      ]
    },
    {
      Sid      = "OwnSessions"
      Effect   = "Allow"
      Action   = ["ssm:ResumeSession", "ssm:TerminateSession"]
      Resource = ["arn:${var.partition}:ssm:*:*:session/$${aws:userid}-*"]
    },
    {
      Sid      = "Transfers"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
      Resource = ["${var.transfer_bucket_arn}/i-*"]
    },
    {
      Sid      = "AskForTransfers"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = [var.transfer_bucket_arn]
    },
  ]
}
