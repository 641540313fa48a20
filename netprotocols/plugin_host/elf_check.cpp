// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/elf_check.hpp"

#include "netprotocols/plugin_host/plugin_error.hpp"

#include <elf.h>

#include <bit>
#include <cstring>
#include <optional>
#include <vector>

namespace burrow::plugin_host {
namespace {

#if defined(__x86_64__)
constexpr unsigned ourMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned ourMachine = EM_AARCH64;
#elif defined(__riscv)
constexpr unsigned ourMachine = EM_RISCV;
#else
#error "name the ELF machine of this processor"
#endif
static_assert(sizeof(void*) == 8, "the tables below are those of ELF64");
constexpr unsigned char ourOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

std::unexpected<Error> refuse(PluginError code) { return fail(pluginError(code)); }

/// Bounded reads at any offset, aligned or not.
class File {
public:
    explicit File(Bytes bytes) : m_bytes(bytes) {}

    bool holds(std::uint64_t offset, std::uint64_t size) const noexcept {
        return offset <= m_bytes.size() && size <= m_bytes.size() - offset;
    }
    template <class T>
    std::optional<T> at(std::uint64_t offset) const noexcept {
        if (!holds(offset, sizeof(T)))
            return std::nullopt;
        T value;
        std::memcpy(&value, m_bytes.data() + offset, sizeof value);
        return value;
    }
    /// Whether the text with its NUL stands at the offset.
    bool hasText(std::uint64_t offset, std::string_view text) const noexcept {
        return holds(offset, text.size() + 1) && std::memcmp(m_bytes.data() + offset, text.data(), text.size()) == 0 &&
               m_bytes[offset + text.size()] == std::byte{0};
    }
    std::size_t size() const noexcept { return m_bytes.size(); }

private:
    Bytes m_bytes;
};

struct Image {
    File file;
    std::vector<Elf64_Phdr> loads;
    std::optional<Elf64_Phdr> dynamic;
    std::uint64_t strings = 0, symbols = 0, gnuHash = 0, hash = 0, flags = 0; ///< addresses; 0: absent

    /// Where the byte of an address lies in the file.
    std::optional<std::uint64_t> offsetOf(std::uint64_t address) const noexcept {
        for (const Elf64_Phdr& load : loads) {
            if (address >= load.p_vaddr && address - load.p_vaddr < load.p_filesz)
                return load.p_offset + (address - load.p_vaddr);
        }
        return std::nullopt;
    }
};

Result<Elf64_Ehdr> readHeader(const File& file) {
    const auto ident = file.at<std::uint32_t>(0);
    if (!ident || std::memcmp(&*ident, ELFMAG, SELFMAG) != 0)
        return refuse(PluginError::NotElf);
    const auto header = file.at<Elf64_Ehdr>(0);
    if (!header)
        return refuse(PluginError::TruncatedElf);
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ourOrder ||
        header->e_machine != ourMachine)
        return refuse(PluginError::OtherArchitecture);
    if (header->e_type != ET_DYN)
        return refuse(PluginError::NotASharedObject);
    return *header;
}

Result<void> readSegments(Image& image, const Elf64_Ehdr& header) {
    if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0)
        return refuse(PluginError::TruncatedElf);
    // Sections are not needed to load, but they stand last: a cut file has lost them.
    if (header.e_shoff != 0 &&
        !image.file.holds(header.e_shoff, std::uint64_t{header.e_shnum} * header.e_shentsize))
        return refuse(PluginError::TruncatedElf);
    for (unsigned i = 0; i < header.e_phnum; ++i) {
        if (header.e_phoff > image.file.size())
            return refuse(PluginError::TruncatedElf);
        const auto segment = image.file.at<Elf64_Phdr>(header.e_phoff + std::uint64_t{i} * sizeof(Elf64_Phdr));
        if (!segment || (segment->p_type != PT_NULL && !image.file.holds(segment->p_offset, segment->p_filesz)))
            return refuse(PluginError::TruncatedElf);
        if (segment->p_type == PT_LOAD) {
            if (segment->p_filesz > segment->p_memsz || segment->p_vaddr > UINT64_MAX - segment->p_memsz)
                return refuse(PluginError::TruncatedElf);
            image.loads.push_back(*segment);
        } else if (segment->p_type == PT_DYNAMIC) {
            image.dynamic = *segment;
        }
    }
    return {};
}

/// True if the linker will follow the entry's value as an address at once.
bool isAddress(std::int64_t tag) noexcept {
    switch (tag) {
    case DT_STRTAB:
    case DT_SYMTAB:
    case DT_HASH:
    case DT_GNU_HASH:
    case DT_RELA:
    case DT_JMPREL:
    case DT_VERSYM:
    case DT_VERNEED:
    case DT_VERDEF:
    case DT_INIT:
    case DT_FINI: return true;
    default: return false;
    }
}

Result<void> readDynamic(Image& image) {
    if (!image.dynamic)
        return refuse(PluginError::NotASharedObject);
    for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= image.dynamic->p_filesz; at += sizeof(Elf64_Dyn)) {
        const auto entry = image.file.at<Elf64_Dyn>(image.dynamic->p_offset + at);
        if (!entry)
            break;
        if (entry->d_tag == DT_NULL) {
            if (image.strings == 0 || image.symbols == 0)
                break;
            // A program that was linked as position-independent is ET_DYN too.
            if ((image.flags & DF_1_PIE) != 0)
                return refuse(PluginError::NotASharedObject);
            return {};
        }
        if (isAddress(entry->d_tag) && !image.offsetOf(entry->d_un.d_ptr))
            break;
        switch (entry->d_tag) {
        case DT_STRTAB: image.strings = entry->d_un.d_ptr; break;
        case DT_SYMTAB: image.symbols = entry->d_un.d_ptr; break;
        case DT_GNU_HASH: image.gnuHash = entry->d_un.d_ptr; break;
        case DT_HASH: image.hash = entry->d_un.d_ptr; break;
        case DT_FLAGS_1: image.flags = entry->d_un.d_val; break;
        default: break;
        }
    }
    return refuse(PluginError::TruncatedElf);
}

/// Whether the symbol of this number is a function of this name that the object defines itself.
std::optional<bool> isFunction(const Image& image, std::uint64_t number, std::string_view name) {
    const auto symbols = image.offsetOf(image.symbols), strings = image.offsetOf(image.strings);
    const auto symbol = image.file.at<Elf64_Sym>(*symbols + number * sizeof(Elf64_Sym));
    if (!symbol || symbol->st_name >= image.file.size())
        return std::nullopt;
    return image.file.hasText(*strings + symbol->st_name, name) && symbol->st_shndx != SHN_UNDEF &&
           ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && ELF64_ST_BIND(symbol->st_info) != STB_LOCAL &&
           image.offsetOf(symbol->st_value).has_value();
}

std::uint32_t gnuHashOf(std::string_view name) noexcept {
    std::uint32_t hash = 5381;
    for (const char c : name)
        hash = hash * 33 + static_cast<unsigned char>(c);
    return hash;
}

/// The GNU hash table: header of four words, Bloom filter, buckets, chains that end with an odd hash.
std::optional<bool> findByGnuHash(const Image& image, std::string_view name) {
    const std::uint64_t table = *image.offsetOf(image.gnuHash);
    const auto buckets = image.file.at<std::uint32_t>(table), first = image.file.at<std::uint32_t>(table + 4),
               filter = image.file.at<std::uint32_t>(table + 8);
    if (!buckets || !first || !filter || *buckets == 0)
        return std::nullopt;
    const std::uint32_t wanted = gnuHashOf(name);
    const std::uint64_t bucketsAt = table + 16 + std::uint64_t{*filter} * 8;
    const auto start = image.file.at<std::uint32_t>(bucketsAt + std::uint64_t{wanted % *buckets} * 4);
    if (!start)
        return std::nullopt;
    if (*start == 0)
        return false;
    if (*start < *first)
        return std::nullopt;
    const std::uint64_t chainsAt = bucketsAt + std::uint64_t{*buckets} * 4;
    for (std::uint64_t number = *start;; ++number) {
        const auto hash = image.file.at<std::uint32_t>(chainsAt + (number - *first) * 4);
        if (!hash)
            return std::nullopt;
        if ((*hash | 1) == (wanted | 1)) {
            const auto found = isFunction(image, number, name);
            if (!found || *found)
                return found;
        }
        if ((*hash & 1) != 0)
            return false;
    }
}

/// The old hash table tells how many symbols there are: its second word.
std::optional<bool> findByCount(const Image& image, std::string_view name) {
    const auto count = image.file.at<std::uint32_t>(*image.offsetOf(image.hash) + 4);
    if (!count)
        return std::nullopt;
    for (std::uint32_t number = 0; number < *count; ++number) {
        const auto found = isFunction(image, number, name);
        if (!found || *found)
            return found;
    }
    return false;
}

} // namespace

Result<void> checkElf(Bytes bytes, std::string_view symbol) {
    Image image{.file = File(bytes)};
    BURROW_TRY(const Elf64_Ehdr header, readHeader(image.file));
    if (auto segments = readSegments(image, header); !segments)
        return segments;
    if (auto dynamic = readDynamic(image); !dynamic)
        return dynamic;
    std::optional<bool> found;
    if (image.gnuHash != 0)
        found = findByGnuHash(image, symbol);
    else if (image.hash != 0)
        found = findByCount(image, symbol);
    if (!found)
        return refuse(PluginError::TruncatedElf);
    if (!*found)
        return refuse(PluginError::SymbolMissing);
    return {};
}

} // namespace burrow::plugin_host
