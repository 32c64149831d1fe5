resource "aws_instance" "db" {
  count = var.db_host == null ? 0 : 1

  ami                     = var.ami.id
  instance_type           = var.db_host.instance_type
  subnet_id               = var.network.private_subnet_ids[var.db_host.zone]
  vpc_security_group_ids  = [var.network.security_group_ids["db"]]
  iam_instance_profile    = var.instance_profile
  user_data               = var.user_data
  disable_api_termination = var.protect

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_type = "gp3"
    volume_size = var.root_volume_size_gib
    encrypted   = true
    kms_key_id  = var.kms_key_arn
    tags        = merge(var.tags, local.db_tags)
  }

  tags = local.db_tags

  # A newer image must not replace the database, nor a new first-boot script restart it.
  lifecycle {
    ignore_changes = [ami, user_data]
  }
}

# The host finds the volume by its ID: on Nitro the device name is only a wish.
resource "aws_volume_attachment" "data" {
  count = var.db_host == null ? 0 : 1

  device_name = "/dev/sdf"
  instance_id = aws_instance.db[0].id
  volume_id   = var.db_host.volume_id

  # A volume that PostgreSQL still writes to is not pulled out.
  stop_instance_before_detaching = true
}
