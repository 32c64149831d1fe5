# Looked up also when the ID is given: the name of the root device depends on the image.
data "aws_ami" "host" {
  most_recent = true

  # Debian's own account, https://wiki.debian.org/Cloud/AmazonEC2Image
  owners = var.ami_id == null ? ["136693071363"] : null

  filter {
    name   = var.ami_id == null ? "name" : "image-id"
    values = [var.ami_id == null ? "debian-12-amd64-*" : var.ami_id]
  }
}
