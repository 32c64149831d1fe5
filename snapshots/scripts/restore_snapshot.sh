#!/usr/bin/env bash
# Makes a volume from a snapshot and, if wanted, attaches it: for the day on which only the AWS CLI
# and this file are at hand. `opsctl snapshot restore` does more: it checks, swaps, and takes the
# volume into Terraform's state.
#
#   restore_snapshot.sh SNAPSHOT --zone ZONE [--attach INSTANCE --device /dev/sdg] [--tag KEY=VALUE]...
#
# Touches neither the snapshot nor any volume that exists. The last line of stdout is the volume's
# ID. Run it twice with the same words and the second finds the volume of the first.
# Exit: 0 done, 2 bad words, 1 or what the AWS CLI says (254, 255) when AWS refused or time was over.
set -euo pipefail

usage() {
  echo "usage: $0 snap-… --zone ZONE [--attach i-… --device /dev/sdg] [--tag KEY=VALUE]…" >&2
  exit 2
}
refuse() {
  echo "$1" >&2
  exit 2
}

snapshot="${1-}"
[[ $snapshot =~ ^snap-[0-9a-f]{8}([0-9a-f]{9})?$ ]] || {
  [ -z "$snapshot" ] && usage
  refuse "\"$snapshot\" is not a snapshot's ID (snap-0123456789abcdef0)"
}
shift
zone='' instance='' device='' tags=()
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case "$1" in
    --zone) zone="$2" ;;
    --attach) instance="$2" ;;
    --device) device="$2" ;;
    --tag)
      [[ $2 =~ ^[^=,{}]+=[^,{}]*$ ]] || refuse "--tag: \"$2\" is not KEY=VALUE"
      tags+=("$2")
      ;;
    *) usage ;;
  esac
  shift 2
done
[[ $zone =~ ^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$ ]] || refuse '--zone: an availability zone, such as eu-west-3a'
[[ -z $instance || $instance =~ ^i-[0-9a-f]{8}([0-9a-f]{9})?$ ]] || refuse "--attach: \"$instance\" is not an instance's ID"
[[ -z $instance || $device =~ ^/dev/(sd[f-p]|xvd[f-p])$ ]] || refuse '--device: /dev/sdf to /dev/sdp, for --attach'
command -v aws >/dev/null || refuse 'the AWS CLI is needed: https://aws.amazon.com/cli'

# The zone says which region is meant, whatever the CLI is set to.
export AWS_REGION="${zone%?}" AWS_DEFAULT_REGION="${zone%?}"
ask() { aws --output text "$@"; }

state=$(ask ec2 describe-snapshots --snapshot-ids "$snapshot" --query 'Snapshots[0].State')
if [ "$state" != completed ]; then
  echo "$snapshot is $state; only a completed one can be restored" >&2
  exit 1
fi

# The token makes a repetition harmless, and the tag finds what an earlier run made.
token="restore-$(printf '%s' "$snapshot $zone $instance $device" | sha256sum | cut -c1-40)"
volume=$(ask ec2 describe-volumes --query 'Volumes[0].VolumeId' \
  --filters "Name=tag:restore-token,Values=$token" Name=status,Values=creating,available,in-use)
if [ "$volume" = None ] || [ -z "$volume" ]; then
  words="{Key=restore-token,Value=$token},{Key=Name,Value=restored-$snapshot}"
  for tag in ${tags[@]+"${tags[@]}"}; do
    words+=",{Key=${tag%%=*},Value=${tag#*=}}"
  done
  volume=$(ask ec2 create-volume --snapshot-id "$snapshot" --availability-zone "$zone" \
    --volume-type gp3 --encrypted --client-token "$token" --query VolumeId \
    --tag-specifications "ResourceType=volume,Tags=[$words]")
fi
# Only where there is something to wait for: the waiter does not take "in-use" for an answer.
made=$(ask ec2 describe-volumes --volume-ids "$volume" --query 'Volumes[0].State')
if [ "$made" = creating ]; then
  echo "waiting for $volume" >&2
  aws ec2 wait volume-available --volume-ids "$volume"
fi

if [ -n "$instance" ]; then
  attached=$(ask ec2 describe-volumes --volume-ids "$volume" --query 'Volumes[0].Attachments[0].InstanceId')
  if [ "$attached" = None ] || [ -z "$attached" ]; then
    ask ec2 attach-volume --volume-id "$volume" --instance-id "$instance" --device "$device" \
      --query State >/dev/null
  elif [ "$attached" != "$instance" ]; then
    echo "$volume hangs on $attached" >&2
    exit 1
  fi
  aws ec2 wait volume-in-use --volume-ids "$volume"
  echo "$volume is on $instance as $device; mount it, look, and only then point the database at it" >&2
fi
echo "$volume"
