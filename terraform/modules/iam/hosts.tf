resource "aws_iam_role" "host" {
  for_each = local.hosts

  name        = "${local.name}-${each.key}"
  description = "Hosts of ${local.name} with the role ${each.key}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_instance_profile" "host" {
  for_each = aws_iam_role.host

  name = each.value.name
  role = each.value.name
}

# AWS's own list of what the SSM agent calls; it changes with the agent.
resource "aws_iam_role_policy_attachment" "ssm" {
  for_each = aws_iam_role.host

  role       = each.value.name
  policy_arn = "arn:${var.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_role_policy" "host" {
  for_each = local.hosts

  name = "own-data"
  role = aws_iam_role.host[each.key].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for secrets in [each.value.secrets] : {
        Sid      = "OwnSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = secrets
      } if length(secrets) > 0],
      [
        {
          Sid      = "OwnFiles"
          Effect   = "Allow"
          Action   = ["s3:GetObject", "s3:PutObject"]
          Resource = "${var.bucket_arn}/${each.key}/*"
        },
        {
          Sid       = "OwnListing"
          Effect    = "Allow"
          Action    = "s3:ListBucket"
          Resource  = var.bucket_arn
          Condition = { StringLike = { "s3:prefix" = "${each.key}/*" } }
        },
        # The key, but only by way of the two services that hold what is listed above.
        {
          Sid      = "ReadEncrypted"
          Effect   = "Allow"
          Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
          Resource = var.kms_key_arn
          Condition = { StringEquals = { "kms:ViaService" = [
            for service in ["secretsmanager", "s3"] : "${service}.${var.region}.amazonaws.com"
          ] } }
        },
      ],
      [for statement in local.pull_images : statement if length(each.value.images) > 0],
      [for statement in local.find_hosts : statement if each.value.finds],
    )
  })
}
