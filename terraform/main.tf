data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name      = "${var.project}-${var.environment}"
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition

  tags = {
    Project     = var.project
    Environment = var.environment
    ManagedBy   = "opsctl"
  }

  # Only the agent that lets hosts be reached without port 22; Ansible does the rest.
  user_data = templatefile("${path.module}/user_data.sh.tftpl", { region = var.region })

  # PostgreSQL's names take no hyphen without quotes.
  database = replace(var.project, "-", "_")
}

module "network" {
  source = "./modules/network"

  name       = local.name
  vpc_cidr   = var.vpc_cidr
  zones      = var.zones
  nat        = var.nat
  app_port   = var.app_port
  https      = var.certificate_arn != null
  db_is_host = var.db_kind == "host"
}

module "storage" {
  source = "./modules/storage"

  name                = local.name
  secret_name         = "${var.project}/${var.environment}/database"
  account_id          = local.account
  partition           = local.partition
  db_kind             = var.db_kind
  database            = { name = local.database, username = local.database }
  zone                = var.zones[0]
  db_volume_size_gib  = var.db_volume_size_gib
  db_password_version = var.db_password_version
  protect             = var.protect
  final_snapshot      = var.final_snapshot

  password        = ephemeral.aws_secretsmanager_random_password.database.random_password
  stored_password = one(local.stored_passwords)

  rds = {
    instance_class     = var.db_instance_type
    subnet_ids         = values(module.network.private_subnet_ids)
    security_group_ids = [module.network.security_group_ids["db"]]
    multi_az           = var.rds.multi_az
    backup_days        = var.rds.backup_days
  }
}

module "iam" {
  source = "./modules/iam"

  project     = var.project
  environment = var.environment
  region      = var.region
  account_id  = local.account
  partition   = local.partition

  bucket_arn            = module.storage.bucket_arn
  transfer_bucket_arn   = module.storage.transfer_bucket_arn
  kms_key_arn           = module.storage.kms_key_arn
  db_secret_arn         = module.storage.db_secret_arn
  image_repository_arns = var.image_repository_arns
  state_bucket          = var.state_bucket
  github                = var.github
  dns_zone_id           = var.dns_zone_id
  protect               = var.protect
}

module "compute" {
  source = "./modules/compute"

  name             = local.name
  tags             = local.tags
  network          = module.network
  ami              = data.aws_ami.host
  kms_key_arn      = module.storage.kms_key_arn
  instance_profile = module.iam.instance_profiles["db"]
  user_data        = local.user_data
  protect          = var.protect

  db_host = var.db_kind == "rds" ? null : {
    instance_type = var.db_instance_type
    zone          = var.zones[0]
    volume_id     = module.storage.db_volume_id
  }
}

module "colours" {
  source = "../rollback/terraform"

  name              = local.name
  tags              = local.tags
  load_balancer_arn = module.compute.load_balancer_arn
  network           = module.network
  ami               = data.aws_ami.host
  kms_key_arn       = module.storage.kms_key_arn
  instance_profile  = module.iam.instance_profiles["app"]
  user_data         = local.user_data
  instance_type     = var.app_instance_type
  port              = var.app_port
  capacity          = var.app_capacity
  weights           = var.weights
  health_check      = merge(var.health_check, { path = var.health_path })
  certificate_arn   = var.certificate_arn
}

module "monitoring" {
  source = "./modules/monitoring"
  count  = var.monitoring == null ? 0 : 1

  name              = local.name
  tags              = local.tags
  zone              = var.zones[0]
  vpc_id            = module.network.vpc_id
  subnet_id         = module.network.private_subnet_ids[var.zones[0]]
  security_group_id = module.network.security_group_ids["monitoring"]
  ami               = data.aws_ami.host
  kms_key_arn       = module.storage.kms_key_arn
  instance_profile  = module.iam.instance_profiles["monitoring"]
  user_data         = local.user_data
  instance_type     = var.monitoring.instance_type
  volume_size_gib   = var.monitoring.volume_size_gib
  readers           = var.monitoring.readers
  protect           = var.protect
  final_snapshot    = var.final_snapshot
}
