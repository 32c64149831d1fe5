locals {
  # Weights and capacities of the two colours, and where the old hosts are gone a way to configure new
  # ones. Nothing is built, and no state of Terraform is touched.
  rollback = concat(
    local.move_traffic,
    local.reach_hosts,
    [for statement in local.pull_images : statement if length(var.image_repository_arns) > 0],
    [for statement in local.move_dns : statement if var.dns_zone_id != null],
    [for statement in local.keep_ledger : statement if var.state_bucket != null],
  )

  move_traffic = [
    {
      Sid      = "MoveWeights"
      Effect   = "Allow"
      Action   = ["elasticloadbalancing:ModifyListener"]
      Resource = ["${local.elb}:listener/app/${local.name}/*"]
    },
    {
      Sid    = "MoveTargets"
      Effect = "Allow"
      Action = [
        "elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"
      ]
      Resource = [
        for colour in ["blue", "green"] : "${local.elb}:targetgroup/${local.name}-${colour}/*"
      ]
    },
    {
      Sid    = "MoveCapacity"
      Effect = "Allow"
      Action = ["autoscaling:UpdateAutoScalingGroup"]
      Resource = [
        for colour in ["blue", "green"] :
        "${local.asg}:autoScalingGroup:*:autoScalingGroupName/${local.name}-app-${colour}"
      ]
    },
  ]

  # Only where users are moved by DNS (traffic.by in opsctl.yaml).
  move_dns = [
    {
      Sid    = "MoveDns"
      Effect = "Allow"
      Action = [
        "route53:ChangeResourceRecordSets", "route53:GetHostedZone",
        "route53:ListResourceRecordSets"
      ]
      Resource = ["arn:${var.partition}:route53:::hostedzone/${coalesce(var.dns_zone_id, "none")}"]
    },
    {
      Sid      = "AwaitDns"
      Effect   = "Allow"
      Action   = ["route53:GetChange"]
      Resource = ["arn:${var.partition}:route53:::change/*"]
    },
  ]

  # Lock and ledger are never deleted.
  keep_ledger = [
    local.list_state,
    {
      Sid      = "Ledger"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = ["${local.own_state}/opsctl/*"]
    },
  ]
}
