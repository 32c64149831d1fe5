# The password exists in this run's memory and in Secrets Manager, and nowhere else: an ephemeral
# value may only go into a write-only argument, and neither is written to plan or state.
ephemeral "aws_secretsmanager_random_password" "database" {
  password_length = 40

  # Letters and digits only: it then needs no escaping in a URL, an env file or a shell.
  exclude_punctuation = true
}

# RDS gets what was stored, not what was just generated: after an apply that failed half way these
# two would differ.
ephemeral "aws_secretsmanager_secret_version" "database" {
  count = var.db_kind == "rds" ? 1 : 0

  secret_id = module.storage.db_secret_arn
}

locals {
  stored_passwords = [
    for secret in ephemeral.aws_secretsmanager_secret_version.database :
    jsondecode(secret.secret_string).password
  ]
}
