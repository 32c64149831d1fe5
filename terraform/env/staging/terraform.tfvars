# Prod's shape at a smaller size: what breaks there must break here first.
project     = "shop"
environment = "staging"
region      = "eu-west-3"
zones       = ["eu-west-3a", "eu-west-3b"]
vpc_cidr    = "10.40.0.0/16"
nat         = "single"

app_instance_type = "t3.small"
app_capacity = {
  blue  = { min = 2, desired = 2, max = 4 }
  green = { min = 0, desired = 0, max = 4 }
}

db_instance_type   = "t3.small"
db_volume_size_gib = 50

protect        = false
final_snapshot = true
