// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/daemon.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

using namespace burrow::daemon;

namespace {

struct CommandLine {
    DaemonOptions daemon{.configFile = "/etc/burrow/burrowd.toml"};
    bool checkConfig = false, printConfig = false, printReference = false;
};

int fail(const ConfigProblems& problems) {
    std::fputs(problems.text().c_str(), stderr);
    return 1;
}

int serve(const CommandLine& line, LoadedConfig loaded) {
    Daemon daemon(line.daemon, Notifier::fromEnvironment(), takeInheritedSockets());
    ConfigProblems problems{loaded.file, {}};
    if (!daemon.start(std::move(loaded), problems))
        return fail(problems);
    return daemon.run();
}

} // namespace

int main(int argc, char** argv) {
    CommandLine line;
    CLI::App app("Burrow's server daemon. docs/burrowd.md explains its configuration.", "burrowd");
    app.set_version_flag("--version", "burrowd " BURROW_VERSION);
    app.add_option("-c,--config", line.daemon.configFile, "configuration file")->capture_default_str();
    app.add_option("--instance", line.daemon.instance, "name that the monitor shows; part of the monitor socket's path")
        ->capture_default_str()
        ->check([](const std::string& name) {
            return name.empty() || name.size() > 32 || name.find_first_of("/ ") != std::string::npos || name[0] == '.'
                       ? "1 to 32 characters, no slash or space, not beginning with a dot"
                       : "";
        });
    auto* check =
        app.add_flag("--check-config", line.checkConfig, "tell what is wrong with the file; exit status 0 or 1");
    auto* print =
        app.add_flag("--print-config", line.printConfig, "print the effective values and where they come from");
    auto* reference = app.add_flag("--print-reference", line.printReference, "print the reference of all keys");
    print->excludes(check);
    reference->excludes(check)->excludes(print);
    CLI11_PARSE(app, argc, argv);

    if (line.printReference) {
        std::fputs(referencePage().c_str(), stdout);
        return 0;
    }
    std::signal(SIGPIPE, SIG_IGN);
    blockSignals({SIGTERM, SIGINT, SIGHUP, SIGUSR1});
    auto loaded = loadConfig(line.daemon.configFile);
    if (!loaded)
        return fail(loaded.error());
    if (line.checkConfig) {
        std::printf("%s: valid\n", loaded->file.c_str());
        return 0;
    }
    if (line.printConfig) {
        std::fputs(printConfig(*loaded).c_str(), stdout);
        return 0;
    }
    return serve(line, std::move(*loaded));
}
