# Everybody's playground: one host, one NAT gateway, nothing protected.
project     = "shop"
environment = "dev"
region      = "eu-west-3"
zones       = ["eu-west-3a", "eu-west-3b"]
vpc_cidr    = "10.30.0.0/16"
nat         = "single"

app_instance_type = "t3.micro"
app_capacity = {
  blue  = { min = 1, desired = 1, max = 2 }
  green = { min = 0, desired = 0, max = 2 }
}

db_instance_type   = "t3.micro"
db_volume_size_gib = 20

protect        = false
final_snapshot = false
