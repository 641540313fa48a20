// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/http_files/file_handler.hpp"

#include "netcore/base/ids.hpp"
#include "netprotocols/codec/utf8.hpp"
#include "netprotocols/http/conditional.hpp"
#include "netprotocols/http/range.hpp"
#include "netprotocols/http_files/file_cache.hpp"

#include <array>
#include <memory>

namespace burrow::http {
namespace {

/// Longer paths do not exist (PATH_MAX, NAME_MAX).
constexpr std::size_t longestPath = 4095, longestName = 255;

/// One mounted folder. Shared by all loops; each has its own cache, so that nothing is locked.
class Folder {
public:
    Folder(FileTree tree, FilesOptions options, std::size_t prefixSize)
        : m_tree(std::move(tree)), m_options(std::move(options)), m_prefixSize(prefixSize) {}

    void serve(const Request& request, Exchange exchange) const;

private:
    bool isServable(std::string_view path) const noexcept;
    Result<const FileVersion*> find(const Request& request, std::string_view path, FileVersion& own) const;
    std::string_view typeOf(const FileVersion& version, std::string_view path) const noexcept;
    void answer(const Request& request, Exchange& exchange, const FileVersion& version, std::string_view path) const;

    FileTree m_tree;
    FilesOptions m_options;
    std::size_t m_prefixSize;
    mutable std::array<std::unique_ptr<FileCache>, 256> m_caches; ///< by LoopIndex; each is touched on its loop only
};

/// The answer's fields, on the stack.
class FieldList {
public:
    void add(std::string_view name, std::string_view value) noexcept { m_fields[m_count++] = {name, value}; }
    FieldsRef fields() const noexcept { return std::span<const FieldView>(m_fields.data(), m_count); }

private:
    std::array<FieldView, 8> m_fields;
    std::size_t m_count = 0;
};

void refuse(Exchange& exchange, int status, std::string_view text) {
    (void)exchange.respond(status, text, {{"Content-Type", "text/plain; charset=utf-8"}});
}

/// To the same name with a slash. Relative, and with "./", so that "//host" or "a:b" in the path stays a path.
void redirectToFolder(const Request& request, Exchange& exchange) {
    const std::string_view target = request.target();
    const std::string_view path = target.substr(0, target.find('?'));
    std::string location = "./" + std::string(path.substr(path.rfind('/') + 1)) + "/";
    if (!request.query().empty())
        location.append("?").append(request.query());
    (void)exchange.respond(301, {}, {{"Location", location}});
}

void Folder::serve(const Request& request, Exchange exchange) const {
    std::string_view path = request.path().substr(std::min(m_prefixSize, request.path().size()));
    if (!isServable(path))
        return refuse(exchange, 404, "404 Not Found\n");
    std::string indexPath;
    const bool isFolder = path.empty() || path.ends_with('/');
    if (isFolder) {
        if (m_options.index.empty())
            return refuse(exchange, 404, "404 Not Found\n");
        indexPath = std::string(path) + m_options.index;
        path = indexPath;
    }
    FileVersion own;
    const auto version = find(request, path, own);
    if (!version) {
        switch (version.error().kind()) {
        case ErrorKind::Overloaded: return refuse(exchange, 503, "503 Service Unavailable\n");
        case ErrorKind::Security: return refuse(exchange, 403, "403 Forbidden\n");
        default: return refuse(exchange, 404, "404 Not Found\n");
        }
    }
    if ((*version)->opened.isDirectory)
        return isFolder ? refuse(exchange, 404, "404 Not Found\n") : redirectToFolder(request, exchange);
    answer(request, exchange, **version, path);
}

/// Names as a person gives them to files. Whatever else a path may hold is a way to mean something else by it.
bool Folder::isServable(std::string_view path) const noexcept {
    if (path.size() > longestPath || !codec::isValidUtf8(asBytes(path)))
        return false;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        const std::string_view name = path.substr(0, slash);
        if (name.empty() || name.size() > longestName || name == "." || name == "..")
            return false;
        if (name.front() == '.' && !m_options.hiddenFiles)
            return false;
        for (std::size_t i = 0; i < name.size(); ++i) {
            const auto c = static_cast<unsigned char>(name[i]);
            // An escaped slash stays escaped in request.path(): a name cannot hold one.
            const bool escapedSlash = c == '%' && equalsIgnoreCase(name.substr(i, 3), "%2f");
            if (c < 0x20 || c == 0x7F || c == '\\' || escapedSlash)
                return false;
        }
        if (slash == path.npos)
            break;
        path.remove_prefix(slash + 1);
    }
    return true;
}

Result<const FileVersion*> Folder::find(const Request& request, std::string_view path, FileVersion& own) const {
    const Now now = Now::read();
    const ConnectionId connection = request.peer().connection;
    if (connection == ConnectionId{}) { // called in process, on whatever thread: no cache is ours
        BURROW_TRY(OpenedFile opened, m_tree.openFile(path));
        own = makeVersion(std::move(opened), path, 0, now.wall);
        return &own;
    }
    auto& cache = m_caches[toNumber(loopOf(connection))];
    if (!cache)
        cache = std::make_unique<FileCache>(
            FileCache::Options{m_options.cachedFiles, m_options.cachedBytes, m_options.cacheAge});
    return cache->find(m_tree, path, now.steady, now.wall);
}

std::string_view Folder::typeOf(const FileVersion& version, std::string_view path) const noexcept {
    for (const auto& [extension, type] : m_options.types)
        if (path.size() > extension.size() && equalsIgnoreCase(path.substr(path.size() - extension.size()), extension))
            return type;
    return version.type;
}

void Folder::answer(const Request& request, Exchange& exchange, const FileVersion& version,
                    std::string_view path) const {
    const WallTime wall = std::chrono::system_clock::now();
    const WallTime modified{
        std::chrono::duration_cast<WallTime::duration>(std::chrono::nanoseconds(version.opened.modifiedNs))};
    const Validators current{version.etag, std::min(modified, wall), true};
    FieldList list;
    list.add("ETag", version.etag);
    list.add("Last-Modified", version.lastModified);
    if (!m_options.cacheControl.empty())
        list.add("Cache-Control", m_options.cacheControl);
    switch (checkPreconditions(request.method(), request.fields(), current, wall)) {
    case Precondition::Failed: return refuse(exchange, 412, "412 Precondition Failed\n");
    case Precondition::NotModified: (void)exchange.respondHead(304, std::nullopt, list.fields()); return;
    case Precondition::Proceed: break;
    }
    list.add("Accept-Ranges", "bytes");
    list.add("Content-Type", typeOf(version, path));
    if (m_options.noSniff)
        list.add("X-Content-Type-Options", "nosniff");

    const std::uint64_t total = version.size();
    ByteRange range{ByteRange::Kind::Whole, 0, total};
    const auto asked = request.field("range");
    if (asked && request.method() == Method::Get && isRangeCurrent(request.fields(), current, wall))
        range = selectRange(*asked, total);
    if (range.kind == ByteRange::Kind::Unsatisfiable) {
        (void)exchange.respond(416, {}, {{"Content-Range", "bytes */" + std::to_string(total)}});
        return;
    }
    if (range.kind == ByteRange::Kind::Whole) {
        if (version.content)
            (void)exchange.respondShared(200, version.content, list.fields());
        else
            (void)exchange.respondFile(200, version.opened.file, 0, total, list.fields());
        return;
    }
    const std::string contentRange = "bytes " + std::to_string(range.offset) + "-" +
                                     std::to_string(range.offset + range.size - 1) + "/" + std::to_string(total);
    list.add("Content-Range", contentRange);
    if (version.content)
        (void)exchange.respond(206, std::string_view(*version.content).substr(range.offset, range.size), list.fields());
    else
        (void)exchange.respondFile(206, version.opened.file, range.offset, range.size, list.fields());
}

} // namespace

Result<void> files(Router& router, std::string_view prefix, const std::string& root, FilesOptions options) {
    if (!prefix.starts_with('/') || !prefix.ends_with('/'))
        return fail(Error::misuse("files: the prefix \"" + std::string(prefix) + "\" does not begin and end with '/'"));
    BURROW_TRY(FileTree tree, FileTree::open(root, options.links));
    auto folder = std::make_shared<const Folder>(std::move(tree), std::move(options), prefix.size());
    return router.add(
        Method::Get, std::string(prefix) + "<path:rest>",
        [folder](const Request& request, Exchange exchange) { folder->serve(request, std::move(exchange)); });
}

} // namespace burrow::http
