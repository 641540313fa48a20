// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/error.hpp"

namespace burrow::http1 {

/// wireHint() of a code is the HTTP status to answer with, 0 where nothing can be answered.
extern const ErrorDomain http1Errors;

/// One code per rule. The sentence of each names its section of RFC 9110 or 9112.
enum class Http1Error : int {
    None = 0,
    // request line
    EmptyLines,
    MethodSyntax,
    MethodUnknown,
    LineSpace,
    VersionSyntax,
    VersionUnsupported,
    LineTooLong,
    // targets
    TargetEmpty,
    TargetCharacter,
    TargetFragment,
    TargetEscape,
    TargetControl,
    TargetForm,
    TargetAuthority,
    TargetScheme,
    TargetSegments,
    TargetPairs,
    // line ends and fields
    BareLf,
    BareCr,
    FoldedLine,
    LeadingSpace,
    NameEmpty,
    NameCharacter,
    NameSpace,
    NameUnderscore,
    ColonMissing,
    ValueCharacter,
    FieldTooLong,
    FieldsTooLong,
    TooManyFields,
    FieldRepeated,
    // framing
    LengthSyntax,
    LengthTooLarge,
    LengthRepeated,
    LengthAndCoding,
    CodingInOldVersion,
    CodingSyntax,
    CodingNotLast,
    CodingTwice,
    CodingRepeated,
    CodingUnknown,
    BodyNotAllowed,
    BodyTooLarge,
    // host, connection, expect, upgrade
    HostMissing,
    HostRepeated,
    HostSyntax,
    HostMismatch,
    ConnectionSyntax,
    ConnectionNominates,
    ExpectUnknown,
    UpgradeSyntax,
    UpgradeWithBody,
    // chunked bodies
    ChunkSizeSyntax,
    ChunkSizeTooLarge,
    ChunkExtension,
    ChunkExtensionTooLong,
    ChunkLineEnd,
    ChunkDataEnd,
    ChunksTooSmall,
    TrailerSyntax,
    TrailersTooLong,
    TooManyTrailers,
    // what our own side wants to send
    OutStatus,
    OutReason,
    OutFieldName,
    OutFieldValue,
    OutFraming,
    OutTooLarge,
    OutBodyLength,
    Count_
};

/// Kind follows from the code: Limit for sizes, Misuse for the Out codes, else PeerFault.
Error http1Error(Http1Error code, std::size_t offset = 0) noexcept;

} // namespace burrow::http1
