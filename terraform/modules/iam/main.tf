locals {
  name = "${var.project}-${var.environment}"
  iam  = "arn:${var.partition}:iam::${var.account_id}"

  # What each role of host may read and write beyond being reached by SSM. Both need the database's
  # password: the database to set it, the service to use it.
  hosts = {
    app = { secrets = [var.db_secret_arn], images = var.image_repository_arns }
    db  = { secrets = [var.db_secret_arn], images = [] }
  }
}
