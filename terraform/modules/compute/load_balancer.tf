resource "aws_lb" "this" {
  #checkov:skip=CKV_AWS_150:by var.protect, which an environment that may be lost does not set
  name               = var.name
  load_balancer_type = "application"
  internal           = false
  subnets            = values(var.network.public_subnet_ids)
  security_groups    = [var.network.security_group_ids["alb"]]

  drop_invalid_header_fields = true
  enable_deletion_protection = var.protect

  tags = { Name = var.name }
}
