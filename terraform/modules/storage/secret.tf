# The password exists in this run's memory and in Secrets Manager, and nowhere else: an ephemeral
# value may only go into a write-only argument, and neither is written to plan or state.
ephemeral "aws_secretsmanager_random_password" "database" {
  password_length = 40

  # Letters and digits only: it then needs no escaping in a URL, an env file or a shell.
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "database" {
  name        = var.secret_name
  description = "PostgreSQL of ${var.name}: username, password, database"
  kms_key_id  = aws_kms_key.data.arn

  # Without protection the name is free again at once, so an environment can be rebuilt.
  recovery_window_in_days = var.protect ? 30 : 0
}

resource "aws_secretsmanager_secret_version" "database" {
  secret_id = aws_secretsmanager_secret.database.id
  secret_string_wo = jsonencode({
    username = var.database.username
    password = ephemeral.aws_secretsmanager_random_password.database.random_password
    database = var.database.name
  })
  secret_string_wo_version = var.db_password_version
}
