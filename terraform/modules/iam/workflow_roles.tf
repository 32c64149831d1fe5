# Beside deploying: what reads for a plan, what goes back, and what proves a snapshot. Each is trusted
# from a GitHub environment of its own, since these wait for nobody's approval.
locals {
  workflow_roles = var.github == null ? {} : {
    plan     = { does = "plan", policy = jsonencode(local.plan), hours = 1 }
    rollback = { does = "roll back", policy = jsonencode(local.rollback), hours = 1 }
    verify   = { does = "prove snapshots of", policy = jsonencode(local.verify), hours = 3 }
  }

  # What all of them look at is a policy of its own: a managed policy holds 6144 characters.
  workflow_policies = merge(
    { for role, one in local.workflow_roles : role => { does = one.does, policy = one.policy } },
    { for part in ["look"] : part => { does = "look at", policy = jsonencode(local.look) } if var.github != null },
  )
}

resource "aws_iam_role" "workflow" {
  for_each = local.workflow_roles

  name                 = "${local.name}-${each.key}"
  description          = "GitHub's workflows that ${each.value.does} ${local.name}"
  max_session_duration = each.value.hours * 3600
  assume_role_policy   = local.trust["${each.key}-${var.github.environment}"]
}

resource "aws_iam_policy" "workflow" {
  for_each = local.workflow_policies

  name        = "${local.name}-${each.key}"
  description = "What GitHub's workflows need to ${each.value.does} ${local.name}"
  policy      = "{\"Version\":\"2012-10-17\",\"Statement\":${each.value.policy}}"
}

resource "aws_iam_role_policy_attachment" "workflow" {
  for_each = aws_iam_role.workflow

  role       = each.value.name
  policy_arn = aws_iam_policy.workflow[each.key].arn
}

resource "aws_iam_role_policy_attachment" "look" {
  for_each = aws_iam_role.workflow

  role       = each.value.name
  policy_arn = aws_iam_policy.workflow["look"].arn
}
