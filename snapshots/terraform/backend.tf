# A state of its own beside the stack's: what protects the data outlives an `infra down`. Bucket, key
# and region are given at init (`-backend-config`).
terraform {
  backend "s3" {
    use_lockfile = true
    encrypt      = true
  }
}
