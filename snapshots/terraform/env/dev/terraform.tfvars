project     = "shop"
environment = "dev"
region      = "eu-west-3"

restore_test = null
lock         = null
keep_days    = { daily = 7, weekly = 14, monthly = 30 }
