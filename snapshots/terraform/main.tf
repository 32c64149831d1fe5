# Who is protected is said by tags, as Terraform's storage module sets them: a new volume or database
# with HoldsData=true is covered from its first night on.
locals {
  name   = "${var.project}-${var.environment}"
  backup = var.kind == "backup" ? 1 : 0
  dlm    = var.kind == "dlm" ? 1 : 0

  selected = {
    Project     = var.project
    Environment = var.environment
    HoldsData   = "true"
  }

  rules = {
    daily   = { schedule = "cron(0 ${var.hour} * * ? *)", days = var.keep_days.daily }
    weekly  = { schedule = "cron(0 ${var.hour} ? * SUN *)", days = var.keep_days.weekly }
    monthly = { schedule = "cron(0 ${var.hour} 1 * ? *)", days = var.keep_days.monthly }
  }
}

data "aws_partition" "current" {}
