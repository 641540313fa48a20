# shellcheck shell=bash
# Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
# What ./run and ./test share: the Debian packages, and a configure step that uses what makes builds quick.

# shellcheck disable=SC2034 # used by the scripts that read this one
# What the build itself needs, and what only makes it quicker.
build_packages=(g++ cmake ninja-build pkg-config libssl-dev libfmt-dev zlib1g-dev libbrotli-dev libzstd-dev
    libtomlplusplus-dev nlohmann-json3-dev libcli11-dev qt6-base-dev qt6-l10n-tools qt6-tools-dev
    qt6-tools-dev-tools fonts-dejavu-core)
quick_packages=(ccache mold)

# packages_in FILE...: the package names in the files, one a line; # begins a comment.
packages_in() {
    sed 's/#.*//' "$@" 2>/dev/null | tr -s ' ' '\n' | grep -v '^$' | sort -u
}

# Sees to it that the packages are there: installs what is missing as root or through a sudo that asks nothing;
# otherwise prints the one command that does it and ends with status 1. "npm=npm" is a package that is not needed where
# its command is there already: other builds of Node.js bring npm along, and Debian's conflicts with them.
need_packages() {
    if ! command -v dpkg-query >/dev/null; then
        echo "This is no Debian system: install what provides these packages yourself: $*" >&2
        return 0
    fi
    local missing=() package
    for package; do
        if [[ $package == *=* ]]; then
            command -v "${package#*=}" >/dev/null && continue
            package=${package%%=*}
        fi
        dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            echo "Some packages are missing. This command installs them:"
            echo "sudo apt-get install -y --no-install-recommends ${missing[*]}"
            exit 1
        fi
        as_root=(sudo -n)
    else
        missing+=("${quick_packages[@]}")
    fi
    local log
    log=$(mktemp)
    echo "Installing ${missing[*]}"
    "${as_root[@]}" apt-get update -q </dev/null >/dev/null || echo "apt-get update failed; trying with the lists that are there" >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" \
        </dev/null >"$log" 2>&1 || { tail -n 20 "$log"; exit 1; }
    rm -f "$log"
}

# configure PRESET BUILD_DIR [CMAKE_ARGUMENT...]: quiet unless it fails.
configure() {
    local preset=$1 build=$2
    shift 2
    local quick=()
    if command -v ccache >/dev/null; then
        export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        quick+=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
    fi
    if command -v mold >/dev/null; then
        quick+=(-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold -DCMAKE_SHARED_LINKER_FLAGS=-fuse-ld=mold
            -DCMAKE_MODULE_LINKER_FLAGS=-fuse-ld=mold)
    fi
    mkdir -p "$build"
    cmake --preset "$preset" -B "$build" "${quick[@]}" "$@" >"$build/configure.log" 2>&1 || { cat "$build/configure.log"; return 1; }
}
