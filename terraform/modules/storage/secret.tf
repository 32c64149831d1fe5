# The password arrives as an ephemeral value and leaves by a write-only argument; neither is
# written to plan or state.
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
    password = var.password
    database = var.database.name
  })
  secret_string_wo_version = var.db_password_version
}
