# Survives the loss of a zone's way out, refuses to be deleted.
project     = "shop"
environment = "prod"
region      = "eu-west-3"
zones       = ["eu-west-3a", "eu-west-3b"]
vpc_cidr    = "10.50.0.0/16"
nat         = "per_zone"

app_instance_type = "t3.medium"
app_capacity = {
  blue  = { min = 2, desired = 2, max = 6 }
  green = { min = 0, desired = 0, max = 6 }
}

db_instance_type   = "t3.medium"
db_volume_size_gib = 100

protect        = true
final_snapshot = true
