#!/bin/bash
# Finds or makes the Node image that api/Dockerfile starts from, and prints its name (the only line
# on stdout). Usage: build.sh [--engine podman|docker] [--base auto|debian] [--name-only]
#   --base auto     the one made here before; or else Node's own, if its registry answers; or else
#   --base debian   made from Debian packages and Node's program on npm, without asking (root)
#   --name-only     the name of the one that is made here, whether or not it exists
set -euo pipefail

upstream=docker.io/library/node:24-bookworm-slim
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
engine=podman base=auto name_only=

fail() { echo "build.sh: $1" >&2 && exit "${2:-1}"; }

while (($#)); do
  case $1 in
    --engine) engine=${2:-} && shift "$(($# > 1 ? 2 : 1))" ;;
    --base) base=${2:-} && shift "$(($# > 1 ? 2 : 1))" ;;
    --name-only) name_only=yes && shift ;;
    *) fail "unknown argument $1" 2 ;;
  esac
done
[[ $engine == podman || $engine == docker ]] || fail '--engine must be podman or docker' 2
[[ $base == auto || $base == debian ]] || fail '--base must be auto or debian' 2

case $(uname -m) in
  x86_64) arch=x64 ;;
  aarch64 | arm64) arch=arm64 ;;
  *) fail "no pinned Node for $(uname -m)" ;;
esac

# The hash covers the recipe, not Debian's archive: remove the image to get newer packages.
hash=$({ cat -- "$here"/{build.sh,pins} && echo "$arch"; } | sha256sum | cut -c1-12)
name=localhost/opsctl-node-base:$hash
if [[ -n $name_only ]] || "$engine" image inspect -- "$name" > /dev/null 2>&1; then
  echo "$name"
  exit
fi
if [[ $base == auto ]] && timeout 180 "$engine" pull -q "$upstream" > /dev/null 2>&1; then
  echo "$upstream"
  exit
fi

((EUID == 0)) || fail "$upstream cannot be pulled, and making one from packages needs root"
for program in mmdebstrap npm openssl; do
  command -v "$program" > /dev/null || fail "$program is missing: apt-get install $program"
done
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# Unpacks one pinned package into a folder of its own, once its bytes are what the pin says.
unpack() { # NAME FOLDER
  local version integrity file
  read -r version integrity < <(awk -v name="$1" '$1 == name { print $2, $3 }' "$here/pins")
  file=$(cd -- "$work" && npm pack --silent --ignore-scripts -- "$1@$version") ||
    fail "npm has no $1@$version"
  [[ sha512-$(openssl dgst -sha512 -binary "$work/$file" | base64 -w0) == "$integrity" ]] ||
    fail "$1@$version is not what pins says: $file"
  mkdir -p -- "$2"
  tar -xzf "$work/$file" -C "$2" --strip-components=1 --no-same-owner
}

# The same places as in Node's own image, so that the Dockerfile knows one layout.
usr_local=$work/local
modules=$usr_local/lib/node_modules
unpack "node-linux-$arch" "$work/node"
unpack npm "$modules/npm"
mkdir -p "$usr_local"/{bin,share/doc/node}
install -m 0755 "$work/node/bin/node" "$usr_local/bin/node"
install -m 0644 "$work/node/LICENSE" "$usr_local/share/doc/node/LICENSE"
chmod -R u=rwX,go=rX "$usr_local"
for program in npm npx; do
  chmod 0755 "$modules/npm/bin/$program-cli.js"
  ln -s "../lib/node_modules/npm/bin/$program-cli.js" "$usr_local/bin/$program"
done

# On Debian 12 the machine's own package sources are used, as it may only reach those.
sources=()
# shellcheck disable=SC1091 # every Linux has it
if [[ $(. /etc/os-release 2> /dev/null && echo "${ID:-}-${VERSION_CODENAME:-}") == debian-bookworm ]]; then
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.{sources,list}; do
    [[ ! -s $file ]] || sources+=("$file")
  done
fi
((${#sources[@]})) || sources=(http://deb.debian.org/debian)

# `essential` leaves apt out: nothing in a running service installs packages. What belongs to the
# machine that built it (its sources, its name, its resolver) is taken out again.
# shellcheck disable=SC2016 # the hooks' $1 is mmdebstrap's, the new root
SOURCE_DATE_EPOCH=0 mmdebstrap --quiet --mode=root --variant=essential \
  --include=ca-certificates,libstdc++6 \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --customize-hook="sync-in '$usr_local' /usr/local" \
  --customize-hook='rm -rf "$1"/etc/apt/sources.list* "$1"/var/lib/apt/lists' \
  --customize-hook='rm -f "$1"/etc/hostname "$1"/etc/resolv.conf' \
  --customize-hook='chroot "$1" node --version && chroot "$1" npm --version' \
  bookworm "$work/root.tar" "${sources[@]}" >&2
"$engine" import --change 'CMD ["node"]' --change 'WORKDIR /' \
  --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  "$work/root.tar" "$name" >&2
echo "$name"
