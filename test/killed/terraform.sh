#!/bin/sh
# As much of Terraform as `infra up` and `infra down` ask for: one resource, which is there or not, in the
# folder $HOME/world. Two applies at once are noted in `overlaps`; while `wait` is there an apply lasts.
world=$HOME/world
mkdir -p "$world"

change() {
  marks='"before_sensitive":false,"after_sensitive":false,"after_unknown":{}'
  case $1 in
    up) change='"actions":["create"],"before":null,"after":{}' ;;
    down) change='"actions":["delete"],"before":{},"after":null' ;;
  esac
  printf '{"format_version":"1.2","resource_changes":[{"address":"terraform_data.a","mode":"managed",'
  printf '"type":"terraform_data","name":"a","provider_name":"p","change":{%s,%s}}]}' "$change" "$marks"
}

case $1 in
  version) echo '{"terraform_version":"1.11.4","provider_selections":{}}' ;;
  init) echo '{"backend":{"type":"local"}}' > "$TF_DATA_DIR/terraform.tfstate" ;;
  plan)
    way=up
    for word in "$@"; do
      case $word in
        -destroy) way=down ;;
        -out=*) out=${word#-out=} ;;
      esac
    done
    echo "$way" > "$out"
    if [ "$way" = up ]; then [ -e "$world/made" ] || exit 2; else [ ! -e "$world/made" ] || exit 2; fi
    ;;
  show) change "$(cat "$4")" ;;
  apply)
    way=$(cat "$5")
    exec 9> "$world/lock"
    flock -n 9 || { echo overlap >> "$world/overlaps"; exit 1; }
    touch "$world/applying"
    while [ -e "$world/wait" ]; do sleep 0.05; done
    if [ "$way" = up ]; then
      [ ! -e "$world/made" ] || echo twice >> "$world/overlaps"
      touch "$world/made"
    else rm -f "$world/made"; fi
    ;;
  state) [ "$2" != list ] || [ ! -e "$world/made" ] || echo terraform_data.a ;;
  output) echo '{}' ;;
esac
exit 0
