locals {
  tags = { Name = "${var.name}-monitoring", Role = "monitoring" }

  prometheus = 9090
}

resource "aws_instance" "this" {
  ami                     = var.ami.id
  instance_type           = var.instance_type
  subnet_id               = var.subnet_id
  vpc_security_group_ids  = [var.security_group_id, aws_security_group.readers.id]
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
    tags        = merge(var.tags, local.tags)
  }

  tags = local.tags

  # A newer image must not replace the one who watches, nor a new first-boot script restart it.
  lifecycle {
    ignore_changes = [ami, user_data]
  }
}

# Volume and host are separate resources, so a host can be replaced and the past stays. Not tagged
# HoldsData: measurements can be lost without a customer noticing, so no plan is stopped for them.
resource "aws_ebs_volume" "data" {
  availability_zone = var.zone
  size              = var.volume_size_gib
  type              = "gp3"
  encrypted         = true
  kms_key_id        = var.kms_key_arn
  final_snapshot    = var.final_snapshot

  tags = { Name = "${var.name}-prometheus" }
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdf"
  instance_id = aws_instance.this.id
  volume_id   = aws_ebs_volume.data.id

  # A volume that Prometheus still writes to is not pulled out.
  stop_instance_before_detaching = true
}
