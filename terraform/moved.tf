# The two colours were part of modules/compute. A stack that was applied before keeps its hosts.
moved {
  from = module.compute.aws_lb_target_group.app
  to   = module.colours.aws_lb_target_group.app
}

moved {
  from = module.compute.aws_lb_listener.traffic
  to   = module.colours.aws_lb_listener.traffic
}

moved {
  from = module.compute.aws_lb_listener.redirect
  to   = module.colours.aws_lb_listener.redirect
}

moved {
  from = module.compute.aws_launch_template.app
  to   = module.colours.aws_launch_template.app
}

moved {
  from = module.compute.aws_autoscaling_group.app
  to   = module.colours.aws_autoscaling_group.app
}
