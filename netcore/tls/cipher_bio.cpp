// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/tls/openssl_handles.hpp"

#include <algorithm>
#include <cstring>
#include <openssl/bio.h>

namespace burrow::detail {
namespace {

CipherIo& ioOf(BIO* bio) noexcept { return *static_cast<CipherIo*>(BIO_get_data(bio)); }

int readCipher(BIO* bio, char* into, std::size_t room, std::size_t* taken) {
    CipherIo& io = ioOf(bio);
    BIO_clear_retry_flags(bio);
    *taken = std::min(room, io.in.size());
    if (*taken == 0) {
        BIO_set_retry_read(bio);
        return 0;
    }
    std::memcpy(into, io.in.data(), *taken);
    io.in = io.in.subspan(*taken);
    io.bytesIn += static_cast<std::uint32_t>(*taken);
    return 1;
}

int writeCipher(BIO* bio, const char* from, std::size_t size, std::size_t* taken) {
    CipherIo& io = ioOf(bio);
    BIO_clear_retry_flags(bio);
    io.out->append(ByteView(from, size));
    io.bytesOut += static_cast<std::uint32_t>(size);
    *taken = size;
    return 1;
}

long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

int create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

} // namespace

OpenSslPtr<bio_method_st> makeCipherBioMethod() {
    OpenSslPtr<bio_method_st> method(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "burrow cipher text"));
    BIO_meth_set_read_ex(method.get(), readCipher);
    BIO_meth_set_write_ex(method.get(), writeCipher);
    BIO_meth_set_ctrl(method.get(), control);
    BIO_meth_set_create(method.get(), create);
    return method;
}

} // namespace burrow::detail
