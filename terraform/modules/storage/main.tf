# The data volume of the database host. Volume and host are separate resources, so a host can be
# replaced and its data stays. The tags are how snapshots, restores and the stateful gate find it.
resource "aws_ebs_volume" "data" {
  count = var.db_kind == "host" ? 1 : 0

  availability_zone = var.zone
  size              = var.db_volume_size_gib
  type              = "gp3"
  encrypted         = true
  kms_key_id        = aws_kms_key.data.arn
  final_snapshot    = var.final_snapshot

  tags = {
    Name      = "${var.name}-postgres"
    HoldsData = "true"
    DataOf    = "postgres"
  }
}
