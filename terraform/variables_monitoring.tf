variable "monitoring" {
  description = <<-EOT
    The monitoring host; null for none. readers are networks, e.g. of runners, that may ask
    Prometheus on port 9090; nobody else can.
  EOT
  type = object({
    instance_type   = string
    volume_size_gib = optional(number, 20)
    readers         = optional(list(string), [])
  })
  default = null
}
