mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/shop-test-mock" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/shop-test-mock" }
  }
  mock_resource "aws_iam_openid_connect_provider" {
    defaults = {
      arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    }
  }
}

# Told apart from the deploy role's own ARN, which it must not be able to hand to a host.
override_resource {
  target = aws_iam_role.host["app"]
  values = { arn = "arn:aws:iam::123456789012:role/shop-test-app" }
}

override_resource {
  target = aws_iam_role.host["db"]
  values = { arn = "arn:aws:iam::123456789012:role/shop-test-db" }
}

override_resource {
  target = aws_iam_role.host["monitoring"]
  values = { arn = "arn:aws:iam::123456789012:role/shop-test-monitoring" }
}

variables {
  project             = "shop"
  environment         = "test"
  region              = "eu-west-3"
  account_id          = "123456789012"
  bucket_arn          = "arn:aws:s3:::shop-test-123456789012"
  transfer_bucket_arn = "arn:aws:s3:::shop-test-transfers-123456789012"
  kms_key_arn         = "arn:aws:kms:eu-west-3:123456789012:key/00000000-0000-0000-0000-000000000000"
  db_secret_arn       = "arn:aws:secretsmanager:eu-west-3:123456789012:secret:shop/test/database-AbCdEf"
  state_bucket        = "shop-tfstate"
  protect             = true
  github = {
    owner    = "octo", repository = "shop", environment = "test"
    owner_id = "123456", repository_id = "456789"
  }
}

run "trust_is_exact" {
  assert {
    condition = jsondecode(aws_iam_role.deploy[0].assume_role_policy).Statement == [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github[0].arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = [
          "repo:octo/shop:environment:test",
          "repo:octo@123456/shop@456789:environment:test",
        ]
      } }
    }]
    error_message = "The deploy role trusts something else than the two exact subjects."
  }
}

run "names_need_not_be_trusted" {
  variables {
    github = {
      owner    = "octo", repository = "shop", environment = "test", trust_names = false
      owner_id = "123456", repository_id = "456789"
    }
  }

  assert {
    condition = jsondecode(aws_iam_role.deploy[0].assume_role_policy
      ).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == [
      "repo:octo@123456/shop@456789:environment:test"
    ]
    error_message = "trust_names = false still trusts the form without IDs."
  }
}

run "deploy_role_cannot_write_rights_and_fits" {
  # In lower case, as IAM compares actions; what is neither of the two forms fails as well.
  assert {
    condition = alltrue([for policy in values(aws_iam_policy.deploy) : alltrue([
      for statement in jsondecode(policy.policy).Statement : alltrue([
        for action in [for name in statement.Action : lower(name)] :
        can(regex("^iam:(get\\*|list\\*|listopenidconnectproviders|passrole)$", action)) ||
        can(regex("^[a-z0-9-]+:[a-z*]+$", action)) &&
        !can(regex("^(iam|sts|organizations):", action))
      ])
    ])])
    error_message = "The deploy role may change IAM, or do everything."
  }

  assert {
    condition = jsonencode([for statement in flatten([
      for policy in values(aws_iam_policy.deploy) : jsondecode(policy.policy).Statement
      ]) : { roles = sort(statement.Resource), only = statement.Condition }
      if contains(statement.Action, "iam:PassRole")
      ]) == jsonencode([{
        roles = [for role in ["app", "db", "monitoring"] : "arn:aws:iam::123456789012:role/shop-test-${role}"]
        only  = { StringEquals = { "iam:PassedToService" = "ec2.amazonaws.com" } }
    }])
    error_message = "The deploy role may hand over another role than the hosts', or not to EC2."
  }

  # Without an ARN to hold on to, only looking is allowed.
  assert {
    condition = alltrue([for policy in values(aws_iam_policy.deploy) : alltrue([
      for statement in jsondecode(policy.policy).Statement : alltrue([
        for action in statement.Action : can(regex("^[a-z0-9]+:(Describe|Get|List)", action))
      ]) if contains(statement.Resource, "*")
    ])])
    error_message = "The deploy role may change anything of a kind."
  }

  assert {
    condition = alltrue([
      for policy in values(aws_iam_policy.deploy) : length(policy.policy) <= 6144
    ])
    error_message = "A managed policy holds 6144 characters."
  }

  assert {
    condition = alltrue([for policy in values(aws_iam_policy.deploy) : alltrue([
      for statement in jsondecode(policy.policy).Statement :
      length(setintersection(statement.Action, [
        "ec2:DeleteVolume", "kms:ScheduleKeyDeletion"
      ])) == 0
    ])])
    error_message = "With protect the deploy role may still delete what holds data."
  }
}

run "each_role_trusts_its_own_environment" {
  assert {
    condition = alltrue([for role, made in aws_iam_role.workflow :
      jsondecode(made.assume_role_policy).Statement[0].Condition == { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = [
          "repo:octo/shop:environment:${role}-test",
          "repo:octo@123456/shop@456789:environment:${role}-test",
        ]
      } }
    ]) && keys(aws_iam_role.workflow) == ["plan", "rollback", "verify"]
    error_message = "A role of the workflows trusts another environment than its own."
  }

  assert {
    condition = (
      keys(aws_iam_role_policy_attachment.look) == keys(aws_iam_role.workflow) &&
      keys(aws_iam_role_policy_attachment.workflow) == keys(aws_iam_role.workflow)
    )
    error_message = "A role of the workflows lacks its own policy, or what all of them look at."
  }

  assert {
    condition = alltrue([
      for policy in values(aws_iam_policy.workflow) : length(policy.policy) <= 6144
    ])
    error_message = "A managed policy holds 6144 characters."
  }

  # Only looking may be allowed without an ARN to hold on to.
  assert {
    condition = alltrue([for policy in values(aws_iam_policy.workflow) : alltrue([
      for statement in jsondecode(policy.policy).Statement : alltrue([
        for action in statement.Action :
        can(regex("^[a-z0-9]+:(Describe|Get|List)", action))
      ]) if contains(statement.Resource, "*")
    ])])
    error_message = "A role of the workflows may change anything of a kind."
  }

  assert {
    condition = alltrue([for policy in values(aws_iam_policy.workflow) : alltrue([
      for statement in jsondecode(policy.policy).Statement : alltrue([
        for action in statement.Action : !strcontains(action, ":*") &&
        (!startswith(action, "iam:") ||
        can(regex("^iam:(Get\\*|List\\*|ListOpenIDConnectProviders|PassRole)$", action)))
      ])
    ])])
    error_message = "A role of the workflows may do all of a service, or change IAM."
  }
}

run "a_plan_changes_nothing" {
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.workflow["plan"].policy).Statement :
      statement.Sid == "StateLock" || alltrue([for action in statement.Action :
        can(regex("^[a-z0-9]+:(Describe|Get|List)|^kms:Decrypt$", action))
      ])
    ])
    error_message = "The role that plans may change something beside the state's lock."
  }

  assert {
    condition = one([
      for statement in jsondecode(aws_iam_policy.workflow["plan"].policy).Statement :
      statement.Resource if statement.Sid == "StateLock"
    ]) == ["arn:aws:s3:::shop-tfstate/shop/test/terraform.tfstate.tflock"]
    error_message = "The role that plans may write more than the state's lock."
  }
}

run "a_rollback_moves_traffic_only" {
  assert {
    condition = toset(flatten([
      for statement in jsondecode(aws_iam_policy.workflow["rollback"].policy).Statement : [
        for action in statement.Action : action
        if !can(regex("^[a-z0-9]+:(Describe|Get|List)", action))
      ]
      ])) == toset([
      "autoscaling:UpdateAutoScalingGroup", "elasticloadbalancing:DeregisterTargets",
      "elasticloadbalancing:ModifyListener", "elasticloadbalancing:RegisterTargets",
      "s3:DeleteObject", "s3:PutObject", "ssm:ResumeSession", "ssm:StartSession",
      "ssm:TerminateSession",
    ])
    error_message = "The role that rolls back may change something beside traffic, hosts and ledger."
  }

  # Files for Ansible pass by their own bucket, under the ID of the host, as its plug-in names them;
  # nothing of the state's is ever deleted.
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.workflow["rollback"].policy).Statement :
      statement.Resource == ["${var.transfer_bucket_arn}/i-*"]
      if contains(statement.Action, "s3:DeleteObject")
      ]) && alltrue([
      for statement in jsondecode(aws_iam_policy.workflow["rollback"].policy).Statement :
      statement.Resource == ["arn:aws:s3:::shop-tfstate/shop/test/opsctl/*"]
      if contains(statement.Action, "s3:PutObject") && statement.Sid != "Transfers"
    ])
    error_message = "The role that rolls back may touch Terraform's state."
  }
}

run "a_rollback_moves_dns_where_there_is_a_zone" {
  variables { dns_zone_id = "Z0123456789ABC" }

  assert {
    condition = one([
      for statement in jsondecode(aws_iam_policy.workflow["rollback"].policy).Statement :
      statement.Resource if contains(statement.Action, "route53:ChangeResourceRecordSets")
    ]) == ["arn:aws:route53:::hostedzone/Z0123456789ABC"]
    error_message = "The role that rolls back may change records of another zone, or of none."
  }
}

run "verifying_takes_away_scratch_only" {
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_policy.workflow["verify"].policy).Statement :
      contains(values(statement.Condition.StringEquals), "verify") &&
      statement.Condition.StringEquals["aws:ResourceTag/Environment"] == "test"
      if length(setintersection(statement.Action, [
        "ec2:AttachVolume", "ec2:DetachVolume", "ec2:DeleteVolume", "ec2:TerminateInstances",
        "rds:DeleteDBInstance"
      ])) > 0
    ])
    error_message = "The role that verifies may take away what is not scratch."
  }

  assert {
    condition     = !strcontains(aws_iam_policy.workflow["verify"].policy, "DeleteSnapshot")
    error_message = "The role that verifies may delete a snapshot."
  }
}

run "a_deployment_may_bake_for_hours" {
  assert {
    condition     = aws_iam_role.deploy[0].max_session_duration == 10800
    error_message = "The deploy role's session is too short for cd-prod's three hours."
  }
}

run "an_endless_session_is_refused" {
  command = plan
  variables { deploy_session_seconds = 86400 }
  expect_failures = [var.deploy_session_seconds]
}

run "hosts_read_their_own_only" {
  assert {
    condition = alltrue([for role, policy in aws_iam_role_policy.host : alltrue([
      for statement in jsondecode(policy.policy).Statement :
      (statement.Resource != "*" || role == "monitoring" && statement.Sid == "FindHosts") &&
      !strcontains(jsonencode(statement.Action), "*")
      ]) && strcontains(policy.policy, "${var.bucket_arn}/${role}/*")
    ])
    error_message = "A host's role reaches beyond its own secret, key and prefix."
  }

  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.host["monitoring"].policy).Statement :
      statement.Sid != "OwnSecrets" && alltrue([
        for action in flatten([statement.Action]) : startswith(action, "ec2:Describe")
        if statement.Resource == "*"
      ])
    ])
    error_message = "The monitoring host may read a secret, or do more to instances than list them."
  }
}

run "no_github_no_role" {
  command = plan
  variables { github = null }

  assert {
    condition     = length(aws_iam_role.deploy) + length(aws_iam_policy.deploy) + length(aws_iam_role.workflow) == 0
    error_message = "A deploy role exists that nobody asked for."
  }
}

run "wildcard_is_refused" {
  command = plan
  variables {
    github = { owner = "octo", repository = "*", environment = "test" }
  }
  expect_failures = [var.github]
}

run "half_an_id_is_refused" {
  command = plan
  variables {
    github = { owner = "octo", repository = "shop", environment = "test", owner_id = "1" }
  }
  expect_failures = [var.github]
}
