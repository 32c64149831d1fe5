resource "aws_launch_template" "app" {
  for_each = local.colours

  name                   = "${var.name}-app-${each.key}"
  description            = "App hosts of ${var.name}, ${each.key}"
  update_default_version = true

  image_id               = var.ami.id
  instance_type          = var.instance_type
  vpc_security_group_ids = [var.network.security_group_ids["app"]]
  user_data              = base64encode(var.user_data)

  iam_instance_profile {
    name = var.instance_profile
  }

  # Tokens only, and one hop: a request forged through the service, or made from a container with
  # a network of its own, does not reach the host's credentials.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = var.ami.root_device_name

    ebs {
      volume_type           = "gp3"
      volume_size           = var.root_volume_size_gib
      encrypted             = true
      kms_key_id            = var.kms_key_arn
      delete_on_termination = true
    }
  }

  dynamic "tag_specifications" {
    for_each = ["instance", "volume", "network-interface"]

    content {
      resource_type = tag_specifications.value
      tags          = local.tags[each.key]
    }
  }

  tags = { Name = "${var.name}-app-${each.key}" }
}
