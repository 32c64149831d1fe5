locals {
  # ECR's log-in is for the registry as a whole, so it takes no ARN.
  ecr_login = {
    Sid      = "LogIn"
    Effect   = "Allow"
    Action   = ["ecr:GetAuthorizationToken"]
    Resource = ["*"]
  }

  pull_images = [local.ecr_login, {
    Sid    = "Pull"
    Effect = "Allow"
    Action = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"
    ]
    Resource = var.image_repository_arns
  }]

  push_images = [local.ecr_login, {
    Sid    = "PullAndPush"
    Effect = "Allow"
    Action = [
      "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload",
      "ecr:DescribeImages", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload",
      "ecr:PutImage", "ecr:UploadLayerPart"
    ]
    Resource = var.image_repository_arns
  }]
}
