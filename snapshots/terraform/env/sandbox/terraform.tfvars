project     = "shop"
environment = "sandbox"
region      = "eu-west-3"

restore_test = null
lock         = null
