/** What of Auto Scaling's client we use, by name; the others of its 60 commands fall away in the build. */
export {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
