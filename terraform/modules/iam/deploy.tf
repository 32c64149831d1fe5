# What a deployment may do, by thought, one policy each: a managed policy holds 6144 characters.
# IAM itself is absent but for reading and for handing the two host roles to EC2: a workflow that
# could write roles could write itself any right. Changes of rights are applied by a person.
locals {
  deploy_policies = {
    look    = concat(local.look, local.state)
    network = local.build_network
    hosts   = concat(local.build_hosts, local.reach_hosts)
    data    = concat(local.build_data, local.images)
  }

  images = [for statement in local.push_images : statement if length(var.image_repository_arns) > 0]

  ec2       = "arn:${var.partition}:ec2:${var.region}:${var.account_id}"
  snapshots = "arn:${var.partition}:ec2:${var.region}::snapshot/*" # of no account
  in_region = { StringEquals = { "aws:RequestedRegion" = var.region } }

  # Only what carries this environment's tags; dev's role cannot touch staging beside it.
  owned = { StringEquals = {
    "aws:ResourceTag/Project"     = var.project
    "aws:ResourceTag/Environment" = var.environment
  } }
}

resource "aws_iam_policy" "deploy" {
  for_each = { for part, statements in local.deploy_policies : part => jsonencode({
    Version   = "2012-10-17"
    Statement = statements
  }) if local.github == 1 }

  name        = "${local.name}-deploy-${each.key}"
  description = "Part of what GitHub's workflows may do in ${local.name}"
  policy      = each.value
}

resource "aws_iam_role_policy_attachment" "deploy" {
  for_each = aws_iam_policy.deploy

  role       = aws_iam_role.deploy[0].name
  policy_arn = each.value.arn
}
