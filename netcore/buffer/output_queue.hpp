// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "netcore/base/bytes.hpp"
#include "netcore/base/fd.hpp"

#include <cstdint>
#include <memory>
#include <span>

struct iovec;

namespace burrow {

/// Immutable bytes with shared ownership: one frame for many receivers. Thread: immutable.
using SharedBlock = std::shared_ptr<const std::string>;

/// A file open for reading, shared by the transfers that send it. Thread: immutable.
struct FileHandle {
    Fd fd;
    std::uint64_t size = 0; ///< bytes when it was opened
};

namespace detail {
struct OutputNode;
}

/// 16 KiB blocks and small nodes of one loop, kept for reuse: a malloc per batch costs as much as the parser.
/// Thread: loop. Outlives every OutputQueue made from it.
class BlockPool {
public:
    static constexpr std::size_t blockBytes = 16 * 1024; ///< storage of one block, its header included
    static constexpr std::size_t keptBlocks = 128;       ///< 2 MiB at most stay idle per loop
    static constexpr std::size_t keptNodes = 1024;

    BlockPool() = default;
    BlockPool(const BlockPool&) = delete;
    BlockPool& operator=(const BlockPool&) = delete;
    ~BlockPool();

    std::size_t idleBlocks() const noexcept { return m_idleBlocks; }

private:
    friend class OutputQueue;
    detail::OutputNode* takeBlock();
    detail::OutputNode* takeNode();
    void giveBack(detail::OutputNode* node) noexcept;

    detail::OutputNode* m_blocks = nullptr;
    detail::OutputNode* m_nodes = nullptr;
    std::size_t m_idleBlocks = 0, m_idleNodes = 0;
};

/// Output as a chain of slices: copied into blocks, shared, static, lent or a file range. Never copies twice.
/// Thread: loop. Empty = no memory beyond the object.
class OutputQueue {
public:
    explicit OutputQueue(BlockPool& pool) noexcept : m_pool(&pool) {}
    OutputQueue(const OutputQueue&) = delete;
    OutputQueue& operator=(const OutputQueue&) = delete;
    ~OutputQueue() { clear(); }

    void append(ByteView copied);
    /// The bytes live as long as the program.
    void appendStatic(ByteView lifelong);
    void appendShared(SharedBlock block, std::size_t from = 0, std::size_t size = std::string::npos);
    /// No copy while the caller's turn lasts; materialise() copies what is left before the caller's bytes go.
    void appendLent(ByteView lent);
    /// The transport chooses sendfile, kTLS or read-and-encrypt.
    void appendFile(std::shared_ptr<const FileHandle> file, std::uint64_t offset, std::uint64_t size);
    /// Moves all slices of `other` to the end of this queue; both must come from the same pool.
    void appendQueue(OutputQueue& other) noexcept;

    /// Contiguous room of at least `size` bytes (at most maxReserve) to serialise in place; commit() what was written.
    static constexpr std::size_t maxReserve = 15 * 1024;
    MutableBytes reserve(std::size_t size);
    void commit(std::size_t written) noexcept;

    std::size_t size() const noexcept { return m_size; }
    /// Without file ranges: what is held in memory for a peer that does not take it.
    std::size_t memorySize() const noexcept { return m_size - m_fileBytes; }
    bool empty() const noexcept { return m_size == 0; }
    /// Fills iovecs from the front up to the first file range; gives how many were filled.
    std::size_t gather(std::span<struct ::iovec> into) const noexcept;
    /// The file range at the front, if that is what is there; file == nullptr otherwise.
    struct FileRange {
        const FileHandle* file = nullptr;
        std::uint64_t offset = 0, size = 0;
    };
    FileRange frontFile() const noexcept;
    /// Bytes of the first slice in memory (empty for a file range or an empty queue).
    Bytes front() const noexcept;
    void consume(std::size_t count) noexcept;
    /// Copies lent slices into blocks. Called by the pump before the lender's turn ends.
    void materialise();
    bool hasLent() const noexcept { return m_lent != 0; }
    void clear() noexcept;
    BlockPool& pool() const noexcept { return *m_pool; }

    /// Copies out everything that is in memory, for tests and engines that need one piece; file ranges are skipped.
    std::string toString() const;

private:
    detail::OutputNode* appendNode(ByteView bytes);

    BlockPool* m_pool;
    detail::OutputNode* m_head = nullptr;
    detail::OutputNode* m_tail = nullptr;
    std::size_t m_size = 0, m_fileBytes = 0;
    std::uint32_t m_lent = 0; ///< lent slices in the chain
};

} // namespace burrow
