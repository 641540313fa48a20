// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/plugin_error.hpp"

#include <iterator>

namespace burrow::plugin_host {
namespace {

std::string_view textOf(int code) noexcept {
    switch (static_cast<PluginError>(code)) {
    case PluginError::None: return "no error";
    case PluginError::FileMissing: return "there is no such file";
    case PluginError::FileUnreadable: return "the file cannot be read";
    case PluginError::NotARegularFile: return "not a regular file";
    case PluginError::WritableByOthers:
        return "others may write to this file, so it is not loaded (chmod o-w cures it)";
    case PluginError::ForeignOwner: return "the file belongs neither to root nor to the user of this process";
    case PluginError::FileTooLong: return "longer than a plugin may be";
    case PluginError::NotElf: return "not an ELF file";
    case PluginError::OtherArchitecture: return "built for another processor or word size";
    case PluginError::NotASharedObject: return "an ELF file, but not a shared object";
    case PluginError::TruncatedElf: return "cut off or damaged: its ELF tables point outside the file";
    case PluginError::SymbolMissing: return "not a plugin: it does not export burrow_plugin_entry";
    case PluginError::LinkerRefused: return "the dynamic linker refused it";
    case PluginError::NoTable: return "its entry function gave no table for a host with ABI 1.0";
    case PluginError::OtherAbi: return "built for another major version of the plugin ABI; this host has 1.0";
    case PluginError::TruncatedTable: return "the table is shorter than the plugin ABI demands";
    case PluginError::IdEmpty: return "its id is empty";
    case PluginError::IdMalformed:
        return "an id is 3 to 64 of a-z, 0-9, '.', '_' and '-', with a dot between two parts";
    case PluginError::VersionMalformed: return "a version is 1 to 32 printable characters";
    case PluginError::KindsMissing: return "it offers no kind of work";
    case PluginError::TooManyKinds: return "at most 16 kinds can be offered";
    case PluginError::KindUnknown: return "unknown to this host, which knows stream, datagram, http, log and auth";
    case PluginError::KindTwice: return "offered twice";
    case PluginError::TableMissing: return "the kind has no table";
    case PluginError::FunctionMissing: return "a mandatory function is missing";
    case PluginError::IdTaken: return "another plugin with this id is loaded already";
    case PluginError::InstanceRefused: return "the plugin refused its configuration";
    case PluginError::ReloadRefused: return "the plugin refused its new configuration and goes on with the old one";
    case PluginError::ReloadUnsupported: return "the plugin takes no new configuration while it runs";
    case PluginError::KindNotOffered: return "the plugin does not offer this kind of work";
    case PluginError::SessionFailed: return "the plugin ended the session";
    case PluginError::CredentialsRefused: return "the plugin does not accept these credentials";
    }
    return "unknown error";
}

constexpr ErrorKind kinds[] = {
    ErrorKind::Closed,     ErrorKind::Reset,        ErrorKind::Truncated,       ErrorKind::Canceled,
    ErrorKind::Timeout,    ErrorKind::Overloaded,   ErrorKind::Unresolved,      ErrorKind::Limit,
    ErrorKind::PeerFault,  ErrorKind::Incompatible, ErrorKind::Unauthenticated, ErrorKind::Security,
    ErrorKind::System,     ErrorKind::Misuse,       ErrorKind::Bug,
};

} // namespace

constinit const ErrorDomain pluginErrors{"plugin", textOf, nullptr};

ErrorKind kindOf(burrow_status status) noexcept {
    const bool known = status <= BURROW_E_CLOSED && status >= BURROW_E_BUG;
    return known ? kinds[-status - 1] : ErrorKind::Bug;
}

std::int32_t statusOf(ErrorKind kind) noexcept {
    for (std::int32_t i = 0; i < static_cast<std::int32_t>(std::size(kinds)); ++i) {
        if (kinds[i] == kind)
            return -i - 1;
    }
    return BURROW_E_BUG;
}

} // namespace burrow::plugin_host
