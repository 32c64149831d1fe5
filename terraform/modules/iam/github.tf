locals {
  github      = var.github == null ? 0 : 1
  make_github = try(var.github.create_provider, false) ? 1 : 0
  find_github = local.github - local.make_github

  issuer = "token.actions.githubusercontent.com"

  # GitHub's `sub` in its two forms. Repositories made, renamed or moved since 15 July 2026 send the
  # one with IDs, which a later owner of the same name cannot bring about:
  # https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
  subjects = var.github == null ? {} : { for environment in local.trusted : environment => concat(
    !var.github.trust_names ? [] : [
      "repo:${var.github.owner}/${var.github.repository}:environment:${environment}"
    ],
    var.github.owner_id == null ? [] : [join("", [
      "repo:${var.github.owner}@${var.github.owner_id}",
      "/${var.github.repository}@${var.github.repository_id}",
      ":environment:${environment}",
    ])],
  ) }

  # Of GitHub's environments: the one that deploys, and one for each role that waits for nobody.
  trusted = var.github == null ? [] : concat([var.github.environment], [
    for role in ["plan", "rollback", "verify"] : "${role}-${var.github.environment}"
  ])

  # Exact values only. StringLike with a star here is how strangers' repositories get in.
  trust = { for environment, subjects in local.subjects : environment => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "${local.issuer}:aud" = "sts.amazonaws.com"
        "${local.issuer}:sub" = subjects
      } }
    }]
  }) }

  provider_arn = one(concat(
    aws_iam_openid_connect_provider.github[*].arn,
    data.aws_iam_openid_connect_provider.github[*].arn,
  ))
}

# One per account. No thumbprint: AWS checks GitHub's certificate against its own list of roots.
resource "aws_iam_openid_connect_provider" "github" {
  count = local.make_github

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_openid_connect_provider" "github" {
  count = local.find_github

  url = "https://${local.issuer}"
}

resource "aws_iam_role" "deploy" {
  count = local.github

  name                 = "${local.name}-deploy"
  description          = "GitHub's workflows that deploy ${local.name}"
  max_session_duration = var.deploy_session_seconds
  assume_role_policy   = local.trust[var.github.environment]
}
