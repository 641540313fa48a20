// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"
#include "netcore/plugin/abi.h"

namespace burrow::plugin_host {

/// Why a plugin is refused: each has its own sentence. The error's detail tells file and value.
enum class PluginError : int {
    None = 0,
    FileMissing,
    FileUnreadable,
    NotARegularFile,
    WritableByOthers,
    ForeignOwner,
    FileTooLong,
    NotElf,
    OtherArchitecture,
    NotASharedObject,
    TruncatedElf,
    SymbolMissing,
    LinkerRefused,
    NoTable,
    OtherAbi,
    TruncatedTable,
    IdEmpty,
    IdMalformed,
    VersionMalformed,
    KindsMissing,
    TooManyKinds,
    KindUnknown,
    KindTwice,
    TableMissing,
    FunctionMissing,
    IdTaken,
    InstanceRefused,
    ReloadRefused,
    ReloadUnsupported,
    KindNotOffered,
    SessionFailed,
    CredentialsRefused,
};

extern const ErrorDomain pluginErrors;

inline Error pluginError(PluginError code, ErrorKind kind = ErrorKind::Incompatible) {
    return Error(kind, pluginErrors, static_cast<int>(code));
}

/// The kind that belongs to a status below zero that a plugin gave; an unknown number is Bug.
ErrorKind kindOf(burrow_status status) noexcept;
/// The status that tells a plugin of an error of this kind.
std::int32_t statusOf(ErrorKind kind) noexcept;

} // namespace burrow::plugin_host
