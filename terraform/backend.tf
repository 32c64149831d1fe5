# State lives in S3, versioned and encrypted; the lock is an object beside it, made with a
# conditional write, so no DynamoDB table is needed. Bucket, key and region are given at init
# (`-backend-config`), because they differ by environment and variables are not allowed here.
terraform {
  backend "s3" {
    use_lockfile = true
    encrypt      = true
  }
}
