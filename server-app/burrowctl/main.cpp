// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowctl/options.hpp"
#include "server-app/burrowctl/run.hpp"

#include <csignal>
#include <iostream>

int main(int argc, char** argv) {
    using namespace burrow::ctl;
    std::signal(SIGPIPE, SIG_IGN); // a reader that leaves ("| head -1") is seen as a failed write
    const auto options = parseOptions(argc, argv);
    if (!options) {
        (options.error().exit == Exit::Ok ? std::cout : std::cerr) << options.error().text;
        return static_cast<int>(options.error().exit);
    }
    return static_cast<int>(run(*options, {std::cout, std::cerr}));
}
