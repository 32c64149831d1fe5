#!/bin/sh
# Every program that opsctl starts, as careless as can be: it prints all the secrets that it knows of, in
# every form, on both streams. Its name says what it is, LOUD how it ends, CANARIES where the words are.
#   ok     it does its work
#   early  it fails at the first thing that could fail
#   late   it fails at what changes the world
#   crash  as late, by a signal
#   junk   it prints what is not JSON where JSON is awaited
words=$CANARIES
name=${0##*/}

say() {
  for one in known "$@"; do
    cat "$words/$one"
    cat "$words/$one" >&2
  done
}

early() {
  [ "$LOUD" = early ] && exit 1
}

changes() {
  [ "$LOUD" = late ] && exit 1
  [ "$LOUD" = crash ] && kill -s SEGV $$
}

document() {
  if [ "$LOUD" = junk ]; then printf '{"broken": '; cat "$words/known" "$words/$2"; else cat "$words/$1"; fi
}

case "$name $1" in
  'terraform version') echo '{"terraform_version":"1.11.4","provider_selections":{}}' ;;
  'terraform init')
    say
    kind=s3
    for word in "$@"; do
      case $word in -backend-config=path=*) kind=local ;; esac
    done
    printf '{"backend":{"type":"%s"}}' "$kind" > "$TF_DATA_DIR/terraform.tfstate"
    ;;
  'terraform plan')
    for word in "$@"; do
      case $word in -out=*) echo plan > "${word#-out=}" ;; esac
    done
    say
    cat "$words/plan-events"
    early
    exit 2
    ;;
  'terraform show')
    cat "$words/known" >&2
    document plan.json variables
    ;;
  'terraform apply')
    say variables files
    cat "$words/apply-events"
    early
    changes
    ;;
  'terraform output')
    cat "$words/known" >&2
    early
    document outputs.json outputs
    ;;
  'terraform state')
    cat "$words/known" >&2
    early
    ;;
  'ansible-playbook --version') echo 'ansible-playbook [core 2.21.5]' ;;
  'ansible-playbook '*)
    say outputs ansible
    [ "$LOUD" = junk ] && exit 0
    cat "$words/ansible-events"
    early
    changes
    exit 2
    ;;
  'ansible-inventory '*)
    say ansible >/dev/null
    early
    document inventory.json ansible
    ;;
  'ansible-lint '*)
    cat "$words/known" >&2
    early
    document lint.json ansible
    exit 2
    ;;
  'python3.13 -c') ;;
  'python3.13 -m')
    say
    mkdir -p "$3/bin"
    for one in python ansible-lint molecule ansible-playbook ansible-inventory; do
      ln -s "$(command -v podman)" "$3/bin/$one"
    done
    ;;
  *)
    say
    early
    changes
    ;;
esac
exit 0
