untyped = "world"
