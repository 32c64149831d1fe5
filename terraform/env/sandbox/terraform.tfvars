# The local AWS: small, quick to fail over, and gone without a trace.
project     = "shop"
environment = "sandbox"
region      = "eu-west-3"
zones       = ["eu-west-3a", "eu-west-3b"]
vpc_cidr    = "10.20.0.0/16"

# Its hosts are containers with a way out of their own.
nat = "none"

app_instance_type = "t3.small"
app_capacity = {
  blue  = { min = 2, desired = 2, max = 4 }
  green = { min = 0, desired = 0, max = 4 }
}
health_check = { interval = 5, timeout = 2, healthy = 2, unhealthy = 2 }

db_instance_type   = "t3.small"
db_volume_size_gib = 20

# Its rates and quantiles are what a canary is judged by.
monitoring = { instance_type = "t3.small", volume_size_gib = 8 }

protect        = false
final_snapshot = false
