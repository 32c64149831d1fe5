# What Ansible hands over to hosts by SSM passes by here: its plug-in writes to INSTANCE-ID/…, by
# presigned addresses, and deletes it. Secrets are among it, so nothing of it may stay: no versions,
# and whatever a run that died left is gone within a day.
resource "aws_s3_bucket" "transfers" {
  #checkov:skip=CKV_AWS_21:secrets pass by here, and a version would keep what was deleted
  #checkov:skip=CKV_AWS_145:S3's own key, see below
  bucket        = "${var.name}-transfers-${var.account_id}"
  force_destroy = true

  tags = { Name = "${var.name}-transfers" }
}

resource "aws_s3_bucket_public_access_block" "transfers" {
  bucket = aws_s3_bucket.transfers.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "transfers" {
  bucket = aws_s3_bucket.transfers.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# With S3's own key: a role that passes a file on needs no right to the key of the data.
resource "aws_s3_bucket_server_side_encryption_configuration" "transfers" {
  bucket = aws_s3_bucket.transfers.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_policy" "transfers" {
  bucket = aws_s3_bucket.transfers.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.transfers.arn, "${aws_s3_bucket.transfers.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  # S3 refuses two changes of a bucket's access at once.
  depends_on = [aws_s3_bucket_public_access_block.transfers]
}

resource "aws_s3_bucket_lifecycle_configuration" "transfers" {
  bucket = aws_s3_bucket.transfers.id

  rule {
    id     = "everything"
    status = "Enabled"
    filter {}

    expiration {
      days = 1
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}
