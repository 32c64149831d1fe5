locals {
  name = "${var.project}-${var.environment}"
  iam  = "arn:${var.partition}:iam::${var.account_id}"

  # What each role of host may read and write beyond being reached by SSM. Both need the database's
  # password: the database to set it, the service to use it. Monitoring finds whom to scrape.
  hosts = {
    app        = { secrets = [var.db_secret_arn], images = var.image_repository_arns, finds = false }
    db         = { secrets = [var.db_secret_arn], images = [], finds = false }
    monitoring = { secrets = [], images = [], finds = true }
  }

  # EC2 knows no narrower resource for it than all.
  find_hosts = [{
    Sid      = "FindHosts"
    Effect   = "Allow"
    Action   = ["ec2:DescribeInstances", "ec2:DescribeAvailabilityZones"]
    Resource = "*"
  }]
}
