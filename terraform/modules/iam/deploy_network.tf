locals {
  # Each create call, and the kind of thing that comes into being; it has no tags to check yet.
  # What the call takes as given (the VPC of a subnet) is checked by "OnlyIntoOwn".
  # Kinds per call: Service Authorization Reference, "Amazon EC2".
  creates = {
    CreateVpc                     = "vpc"
    CreateSubnet                  = "subnet"
    CreateInternetGateway         = "internet-gateway"
    CreateNatGateway              = "natgateway"
    AllocateAddress               = "elastic-ip"
    CreateRouteTable              = "route-table"
    CreateSecurityGroup           = "security-group"
    AuthorizeSecurityGroupIngress = "security-group-rule"
    AuthorizeSecurityGroupEgress  = "security-group-rule"
    CreateLaunchTemplate          = "launch-template"
    CreateVolume                  = "volume"
    CreateSnapshot                = "snapshot"
  }

  build_network = concat(
    [for call, kind in local.creates : {
      Effect   = "Allow"
      Action   = ["ec2:${call}"]
      Resource = [kind == "snapshot" ? local.snapshots : "${local.ec2}:${kind}/*"]
    }],
    [
      {
        Sid       = "OnlyIntoOwn"
        Effect    = "Allow"
        Action    = [for call in keys(local.creates) : "ec2:${call}"]
        Resource  = ["${local.ec2}:*/*", local.snapshots]
        Condition = local.owned
      },
      {
        Sid    = "ChangeOwn"
        Effect = "Allow"
        Action = [
          "ec2:AssociateRouteTable", "ec2:AttachInternetGateway", "ec2:CreateRoute",
          "ec2:DeleteInternetGateway", "ec2:DeleteNatGateway", "ec2:DeleteRoute",
          "ec2:DeleteRouteTable", "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteTags",
          "ec2:DeleteVpc", "ec2:DetachInternetGateway", "ec2:DisassociateAddress",
          "ec2:DisassociateRouteTable", "ec2:ModifySecurityGroupRules", "ec2:ModifySubnetAttribute",
          "ec2:ModifyVpcAttribute", "ec2:ReleaseAddress", "ec2:ReplaceRoute",
          "ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress",
          "ec2:UpdateSecurityGroupRuleDescriptionsEgress",
          "ec2:UpdateSecurityGroupRuleDescriptionsIngress", "ec2:CreateTags"
        ]
        Resource  = ["${local.ec2}:*/*"]
        Condition = local.owned
      },
      # A new thing may be tagged while it is made, and never something that is there already.
      {
        Sid      = "TagWhatIsNew"
        Effect   = "Allow"
        Action   = ["ec2:CreateTags"]
        Resource = ["${local.ec2}:*/*", local.snapshots]
        Condition = { StringEquals = {
          "ec2:CreateAction" = concat(keys(local.creates), ["RunInstances"])
        } }
      },
    ],
  )
}
