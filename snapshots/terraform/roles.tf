locals {
  services = {
    backup = { count = local.backup, principal = "backup.amazonaws.com", policies = [
      "service-role/AWSBackupServiceRolePolicyForBackup",
      "service-role/AWSBackupServiceRolePolicyForRestores",
    ] }
    dlm = { count = local.dlm, principal = "dlm.amazonaws.com", policies = [
      "service-role/AWSDataLifecycleManagerServiceRole",
    ] }
  }

  trust = { for name, service in local.services : name => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = service.principal }
      Action    = "sts:AssumeRole"
    }]
  }) }
}

resource "aws_iam_role" "backup" {
  count = local.backup

  name               = "${local.name}-backup"
  assume_role_policy = local.trust.backup
}

resource "aws_iam_role" "dlm" {
  count = local.dlm

  name               = "${local.name}-dlm"
  assume_role_policy = local.trust.dlm
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(local.services[var.kind].policies)

  role       = var.kind == "backup" ? aws_iam_role.backup[0].name : aws_iam_role.dlm[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.key}"
}
