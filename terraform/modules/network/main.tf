locals {
  # Private subnets start ten networks further up, so a zone can be added without renumbering.
  public  = { for i, zone in var.zones : zone => cidrsubnet(var.vpc_cidr, 8, i) }
  private = { for i, zone in var.zones : zone => cidrsubnet(var.vpc_cidr, 8, 10 + i) }
}

resource "aws_vpc" "this" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# A host started without a security group lands in the default one: it allows nothing.
resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id

  tags = { Name = "${var.name}-default-closed" }
}

# Only the load balancer and the NAT gateways stand here, so nothing gets a public address by
# merely being started.
resource "aws_subnet" "public" {
  for_each = local.public

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-public-${each.key}", Tier = "public" }
}

resource "aws_subnet" "private" {
  for_each = local.private

  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-private-${each.key}", Tier = "private" }
}
