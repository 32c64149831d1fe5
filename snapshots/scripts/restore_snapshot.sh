#!/usr/bin/env bash
# Makes a volume from a snapshot and, if wanted, attaches it: for the day on which only the AWS CLI
# and this file are at hand. `opsctl snapshot restore` does more: it checks, swaps, and takes the
# volume into Terraform's state.
#
#   restore_snapshot.sh SNAPSHOT --zone ZONE [--attach INSTANCE --device /dev/sdg] [--tag KEY=VALUE]...
#
# Credentials and account are the AWS CLI's own (AWS_PROFILE, aws sso login); the zone says the region.
#
# Which snapshot? The newest last, of the environment prod; "good" in the last column is one that was
# restored and checked:
#   aws ec2 describe-snapshots --region eu-west-3 --owner-ids self --filters Name=tag:Environment,Values=prod \
#     --query "sort_by(Snapshots,&StartTime)[].[SnapshotId,StartTime,VolumeId,State,Tags[?Key=='opsctl:verdict']|[0].Value]" \
#     --output text
# Which instance, and in which zone? The volume must be made in the zone of the instance:
#   aws ec2 describe-instances --region eu-west-3 --filters Name=tag:Environment,Values=prod \
#     --query 'Reservations[].Instances[].[InstanceId,Placement.AvailabilityZone,State.Name,PrivateIpAddress]' --output text
# RDS has no volumes. Its way, which makes a new instance and leaves the old one alone:
#   aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier NAME --db-instance-identifier NEW-NAME
#
# Touches neither the snapshot nor any volume that exists. The last line of stdout is the volume's
# ID. Run it twice with the same words and the second finds the volume of the first: so whatever went
# wrong, mend it and type the same again.
# Exit: 0 done, 2 bad words, 1 or what the AWS CLI says (254, 255) when AWS refused or time was over.
set -euo pipefail

usage() {
  echo "usage: $0 snap-… --zone ZONE [--attach i-… --device /dev/sdg] [--tag KEY=VALUE]…" >&2
  echo "which snapshot, instance and zone: $0 --help" >&2
  exit 2
}
refuse() {
  echo "$1" >&2
  exit 2
}

case "${1-}" in
-h | --help)
  # The words at the top of this file.
  sed -n '2,/^set /{s/^# \{0,1\}//p;}' "$0"
  exit 0
  ;;
'') usage ;;
esac
snapshot="$1"
[[ $snapshot =~ ^snap-[0-9a-f]{8}([0-9a-f]{9})?$ ]] ||
  refuse "\"$snapshot\" is not the ID of a volume's snapshot (snap-0123456789abcdef0). Which there are, and how RDS is restored: $0 --help"
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
[[ -n $instance || -z $device ]] || refuse '--device: only with --attach'
command -v aws >/dev/null || refuse 'the AWS CLI is needed: https://aws.amazon.com/cli'

# The zone says which region is meant, whatever the CLI is set to.
export AWS_REGION="${zone%?}" AWS_DEFAULT_REGION="${zone%?}"
ask() { aws --output text "$@"; }
# macOS has shasum instead.
hash_of() { printf '%s' "$1" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-40; }

volume=''
# Whatever ends it early: what is true now, and what to type.
ended() {
  local code=$?
  [ "$code" -eq 0 ] && return
  if [ -n "$volume" ]; then
    echo "$volume was made from $snapshot and stays. Mend the cause and type the same again, or take it away:" >&2
    echo "  aws ec2 delete-volume --region $AWS_REGION --volume-id $volume" >&2
  else
    echo "Nothing is known to have been made. After a lost answer type the same again: it looks first." >&2
  fi
}
trap ended EXIT

told=$(ask ec2 describe-snapshots --snapshot-ids "$snapshot" \
  --query 'Snapshots[0].[State,StartTime,VolumeSize,VolumeId,OwnerId]')
read -r state moment size source owner <<<"$told"
if [ "$state" != completed ]; then
  echo "$snapshot is $state; only a completed one can be restored" >&2
  exit 1
fi
echo "$snapshot of account $owner: the data of $source as it was at $moment, $size GiB" >&2

if [ -n "$instance" ]; then
  # Before anything is made: a volume of another zone can never be attached to it.
  there=$(ask ec2 describe-instances --instance-ids "$instance" \
    --query 'Reservations[0].Instances[0].Placement.AvailabilityZone')
  if [ "$there" != "$zone" ]; then
    echo "$instance is in $there, not in $zone: --zone $there" >&2
    exit 1
  fi
fi

# The token makes a repetition harmless, and the tag finds what an earlier run made.
token="restore-$(hash_of "$snapshot $zone $instance $device")"
volume=$(ask ec2 describe-volumes --query 'Volumes[0].VolumeId' \
  --filters "Name=tag:restore-token,Values=$token" Name=status,Values=creating,available,in-use)
if [ "$volume" = None ] || [ -z "$volume" ]; then
  volume=''
  words="{Key=restore-token,Value=$token},{Key=Name,Value=restored-$snapshot}"
  for tag in ${tags[@]+"${tags[@]}"}; do
    words+=",{Key=${tag%%=*},Value=${tag#*=}}"
  done
  volume=$(ask ec2 create-volume --snapshot-id "$snapshot" --availability-zone "$zone" \
    --volume-type gp3 --encrypted --client-token "$token" --query VolumeId \
    --tag-specifications "ResourceType=volume,Tags=[$words]")
fi
# Only where there is something to wait for: the waiter does not take "in-use" for an answer.
told=$(ask ec2 describe-volumes --volume-ids "$volume" \
  --query 'Volumes[0].[State,Attachments[0].InstanceId]')
read -r made attached <<<"$told"
if [ "$made" = creating ]; then
  echo "waiting for $volume, at most ten minutes" >&2
  aws ec2 wait volume-available --volume-ids "$volume"
fi

if [ -n "$instance" ]; then
  if [ "$attached" = None ] || [ -z "$attached" ]; then
    ask ec2 attach-volume --volume-id "$volume" --instance-id "$instance" --device "$device" \
      --query State >/dev/null
  elif [ "$attached" != "$instance" ]; then
    echo "$volume hangs on $attached" >&2
    exit 1
  fi
  aws ec2 wait volume-in-use --volume-ids "$volume"
  # A Nitro host names it otherwise than it was asked to; this name it has on all of them.
  cat >&2 <<WORDS
$volume is on $instance as $device. On that host (aws ssm start-session --region $AWS_REGION --target $instance):
  sudo mount -o ro,noload /dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol${volume#vol-} /mnt   # xfs: ro,norecovery,nouuid
Look at the data, and only then point the database at it. Do not restart the host before that: both volumes carry the
same file system, and it may mount either. Take this one away again:
  sudo umount /mnt; aws ec2 detach-volume --region $AWS_REGION --volume-id $volume; aws ec2 delete-volume --region $AWS_REGION --volume-id $volume
WORDS
fi
echo "$volume"
