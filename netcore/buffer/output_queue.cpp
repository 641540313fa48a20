// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/buffer/output_queue.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>
#include <sys/uio.h>

namespace burrow {
namespace detail {

enum class NodeKind : std::uint8_t { Block, Static, Shared, Lent, File };

struct OutputNode {
    OutputNode* next = nullptr;
    std::byte* data = nullptr;   ///< first unsent byte; null for a file
    std::uint64_t size = 0;      ///< unsent bytes
    std::uint64_t fileOffset = 0;
    std::shared_ptr<const void> owner; ///< SharedBlock or FileHandle
    NodeKind kind = NodeKind::Block;

    std::byte* storage() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
};

} // namespace detail

using detail::NodeKind;
using detail::OutputNode;

namespace {
constexpr std::size_t blockRoom = BlockPool::blockBytes - sizeof(OutputNode);
static_assert(blockRoom >= OutputQueue::maxReserve);

std::size_t roomBehind(OutputNode& block) noexcept {
    return blockRoom - static_cast<std::size_t>(block.data + block.size - block.storage());
}

/// A block that was reserved and got nothing stays in the chain, empty.
const OutputNode* firstUnsent(const OutputNode* node) noexcept {
    while (node && node->size == 0)
        node = node->next;
    return node;
}
} // namespace

BlockPool::~BlockPool() {
    for (OutputNode* list : {m_blocks, m_nodes}) {
        while (list) {
            OutputNode* next = list->next;
            list->~OutputNode();
            ::operator delete(list);
            list = next;
        }
    }
}

OutputNode* BlockPool::takeBlock() {
    OutputNode* node = m_blocks;
    if (node) {
        m_blocks = node->next;
        --m_idleBlocks;
        node->next = nullptr;
        node->size = 0;
    } else {
        node = new (::operator new(blockBytes)) OutputNode;
    }
    node->kind = NodeKind::Block;
    node->data = node->storage();
    return node;
}

OutputNode* BlockPool::takeNode() {
    OutputNode* node = m_nodes;
    if (!node)
        return new (::operator new(sizeof(OutputNode))) OutputNode;
    m_nodes = node->next;
    --m_idleNodes;
    node->next = nullptr;
    return node;
}

void BlockPool::giveBack(OutputNode* node) noexcept {
    const bool block = node->kind == NodeKind::Block;
    std::size_t& idle = block ? m_idleBlocks : m_idleNodes;
    if (idle >= (block ? keptBlocks : keptNodes)) {
        node->~OutputNode();
        ::operator delete(node);
        return;
    }
    if (node->owner)
        node->owner.reset();
    OutputNode*& list = block ? m_blocks : m_nodes;
    node->next = list;
    list = node;
    ++idle;
}

OutputNode* OutputQueue::appendNode(ByteView bytes) {
    OutputNode* node = m_pool->takeNode();
    node->data = const_cast<std::byte*>(bytes.data()); // never written through: only Block nodes are
    node->size = bytes.size();
    (m_tail ? m_tail->next : m_head) = node;
    m_tail = node;
    m_size += bytes.size();
    return node;
}

MutableBytes OutputQueue::reserve(std::size_t size) {
    assert(size <= maxReserve);
    if (!m_tail || m_tail->kind != NodeKind::Block || roomBehind(*m_tail) < size) {
        OutputNode* block = m_pool->takeBlock();
        (m_tail ? m_tail->next : m_head) = block;
        m_tail = block;
    }
    return {m_tail->data + m_tail->size, roomBehind(*m_tail)};
}

void OutputQueue::commit(std::size_t written) noexcept {
    m_tail->size += written;
    m_size += written;
}

void OutputQueue::append(ByteView copied) {
    const std::byte* from = copied.data();
    std::size_t left = copied.size();
    while (left != 0) {
        const MutableBytes room = reserve(1);
        const std::size_t part = std::min(left, room.size());
        std::memcpy(room.data(), from, part);
        commit(part);
        from += part;
        left -= part;
    }
}

void OutputQueue::appendStatic(ByteView lifelong) {
    if (!lifelong.empty())
        appendNode(lifelong)->kind = NodeKind::Static;
}

void OutputQueue::appendShared(SharedBlock block, std::size_t from, std::size_t size) {
    const std::string_view part = std::string_view(*block).substr(from, size);
    if (part.empty())
        return;
    OutputNode* node = appendNode(part);
    node->kind = NodeKind::Shared;
    node->owner = std::move(block);
}

void OutputQueue::appendLent(ByteView lent) {
    if (lent.empty())
        return;
    appendNode(lent)->kind = NodeKind::Lent;
    ++m_lent;
}

void OutputQueue::appendFile(std::shared_ptr<const FileHandle> file, std::uint64_t offset, std::uint64_t size) {
    if (size == 0)
        return;
    OutputNode* node = appendNode({});
    node->kind = NodeKind::File;
    node->size = size;
    node->fileOffset = offset;
    node->owner = std::move(file);
    m_size += size;
    m_fileBytes += size;
}

void OutputQueue::appendQueue(OutputQueue& other) noexcept {
    assert(m_pool == other.m_pool);
    if (!other.m_head)
        return;
    (m_tail ? m_tail->next : m_head) = other.m_head;
    m_tail = other.m_tail;
    m_size += std::exchange(other.m_size, 0);
    m_fileBytes += std::exchange(other.m_fileBytes, 0);
    m_lent += std::exchange(other.m_lent, 0);
    other.m_head = other.m_tail = nullptr;
}

std::size_t OutputQueue::gather(std::span<::iovec> into) const noexcept {
    std::size_t count = 0;
    for (OutputNode* node = m_head; node && count < into.size() && node->kind != NodeKind::File; node = node->next) {
        if (node->size != 0)
            into[count++] = {node->data, static_cast<std::size_t>(node->size)};
    }
    return count;
}

OutputQueue::FileRange OutputQueue::frontFile() const noexcept {
    const OutputNode* node = firstUnsent(m_head);
    if (!node || node->kind != NodeKind::File)
        return {};
    return {static_cast<const FileHandle*>(node->owner.get()), node->fileOffset, node->size};
}

Bytes OutputQueue::front() const noexcept {
    const OutputNode* node = firstUnsent(m_head);
    if (!node || node->kind == NodeKind::File)
        return {};
    return {node->data, static_cast<std::size_t>(node->size)};
}

void OutputQueue::consume(std::size_t count) noexcept {
    assert(count <= m_size);
    m_size -= count;
    while (m_head) {
        OutputNode* node = m_head;
        if (count < node->size) {
            node->size -= count;
            if (node->kind == NodeKind::File) {
                node->fileOffset += count;
                m_fileBytes -= count;
            } else
                node->data += count;
            return;
        }
        count -= node->size;
        if (node->kind == NodeKind::Lent)
            --m_lent;
        else if (node->kind == NodeKind::File)
            m_fileBytes -= node->size;
        m_head = node->next;
        m_pool->giveBack(node);
    }
    m_tail = nullptr;
}

void OutputQueue::materialise() {
    if (m_lent == 0)
        return;
    OutputQueue copied(*m_pool);
    while (OutputNode* node = m_head) {
        m_head = node->next;
        if (node->kind == NodeKind::Lent) {
            copied.append(Bytes(node->data, node->size));
            m_pool->giveBack(node);
            continue;
        }
        node->next = nullptr;
        (copied.m_tail ? copied.m_tail->next : copied.m_head) = node;
        copied.m_tail = node;
        copied.m_size += node->size;
    }
    copied.m_fileBytes = std::exchange(m_fileBytes, 0);
    m_tail = nullptr;
    m_size = 0;
    m_lent = 0;
    appendQueue(copied);
}

void OutputQueue::clear() noexcept {
    while (OutputNode* node = m_head) {
        m_head = node->next;
        m_pool->giveBack(node);
    }
    m_tail = nullptr;
    m_size = m_fileBytes = 0;
    m_lent = 0;
}

std::string OutputQueue::toString() const {
    std::string all;
    for (OutputNode* node = m_head; node; node = node->next) {
        if (node->kind != NodeKind::File)
            all.append(reinterpret_cast<const char*>(node->data), node->size);
    }
    return all;
}

} // namespace burrow
