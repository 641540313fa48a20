// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server-app/burrowctl/attachment.hpp"
#include "server-app/burrowctl/options.hpp"

#include <iosfwd>

namespace burrow::ctl {

/// Where results and complaints go: the program's own, or a test's.
struct Streams {
    std::ostream& out;
    std::ostream& err;
};

/// Runs one command on the server at `socket` (not used by plugin check).
Exit run(const Options& options, Streams streams);

Exit runStatus(const Options& options, Attachment& server, Streams streams);
Exit runConns(const Options& options, Attachment& server, Streams streams);
Exit runLogs(const Options& options, Attachment& server, Streams streams);
Exit runAction(const Options& options, Attachment& server, Streams streams); ///< close, drain, loglevel
Exit runTop(const Options& options, Attachment& server, Streams streams);
Exit runPluginCheck(const Options& options, Streams streams);

Exit complain(const Refusal& refusal, Streams streams);
Duration waitOf(const Options& options);

} // namespace burrow::ctl
