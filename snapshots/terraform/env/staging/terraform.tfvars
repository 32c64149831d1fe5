project     = "shop"
environment = "staging"
region      = "eu-west-3"
