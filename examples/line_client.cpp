// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
// A client that waits where it stands: no event loop. Try: line_client mail.example.org 25
#include <burrow/blocking.hpp>

#include <cstdio>

using namespace std::chrono_literals;
using burrow::blocking::Line;

int main(int argc, char** argv) {
    const char* host = argc > 1 ? argv[1] : "localhost";
    const auto port = burrow::parsePort(argc > 2 ? argv[2] : "25");
    if (!port)
        return burrow::complain(port.error());
    // One deadline for the name, every address and, if there were one, the TLS handshake.
    auto socket = burrow::blocking::Socket::connect(host, *port, {.timeout = 10s});
    if (!socket)
        return burrow::complain(socket.error()); // "connect mail.example.org:25: Connection refused", exit status 1
    std::string line;
    while (socket->readLine(line, {.limit = 1000, .timeout = 5s}) == Line::Full) {
        std::puts(line.c_str());
        if (line.starts_with("221"))
            return 0;
        if (auto sent = socket->send("QUIT\r\n", 5s); !sent)
            return burrow::complain(sent.error());
    }
    return 1;
}
