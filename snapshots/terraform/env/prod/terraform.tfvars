project     = "shop"
environment = "prod"
region      = "eu-west-3"

# Nobody deletes a copy within its first week; add changeable_for_days to make that final.
lock = { min_days = 7, max_days = 400 }
