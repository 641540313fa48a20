// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/fd.hpp"
#include "netcore/tls/dev_certificate.hpp"
#include "netcore/tls/tls_context.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace burrow {
namespace {

using namespace std::chrono_literals;

/// Written beside and renamed, so that nobody sees half a file; 0600 from its first byte on.
Result<void> writePrivately(const std::string& path, const std::string& text) {
    const std::string draft = path + ".new";
    ::unlink(draft.c_str());
    const Fd file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file)
        return fail(Error::fromErrno(errno, draft));
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t count = ::write(file.get(), text.data() + done, text.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(Error::fromErrno(errno, draft));
        done += static_cast<std::size_t>(count);
    }
    if (::rename(draft.c_str(), path.c_str()) != 0)
        return fail(Error::fromErrno(errno, path));
    return {};
}

bool isUsable(const DevCertificateFiles& files, const std::vector<std::string>& names, WallTime now) {
    const auto context = TlsContext::server({.certificate = files.certificate, .key = files.key});
    if (!context)
        return false;
    const TlsCertificateFacts& facts = (*context)->certificates().front();
    return facts.notAfter > now + 24h && facts.notBefore <= now && std::ranges::all_of(names, [&](const auto& name) {
               return std::ranges::find(facts.names, name) != facts.names.end();
           });
}

} // namespace

Result<DevCertificateFiles> ensureDevCertificate(const std::string& folder, std::vector<std::string> extraNames,
                                                 WallTime now) {
    DevCertificateSpec spec;
    for (std::string& name : extraNames) {
        if (std::ranges::find(spec.names, name) == spec.names.end())
            spec.names.push_back(std::move(name));
    }
    DevCertificateFiles files{folder + "/dev-cert.pem", folder + "/dev-key.pem"};
    if (isUsable(files, spec.names, now))
        return files;
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        return fail(Error::fromErrno(errno, folder));
    BURROW_TRY(const DevCertificate made, makeDevCertificate(spec, now));
    if (auto written = writePrivately(files.key, made.key); !written)
        return fail(std::move(written.error()));
    if (auto written = writePrivately(files.certificate, made.certificate); !written)
        return fail(std::move(written.error()));
    files.created = true;
    return files;
}

} // namespace burrow
