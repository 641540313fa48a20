// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/monitor/metrics.hpp"
#include "netprotocols/monitor/server_engine.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace burrow::monitor {
namespace {

namespace m = metric_column;

double secondsOf(const timeval& time) noexcept {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

std::uint64_t residentBytes() {
    Fd file(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
    char text[128] = {};
    unsigned long long total = 0, resident = 0;
    if (!file || ::read(file.get(), text, sizeof text - 1) <= 0 || std::sscanf(text, "%llu %llu", &total, &resident) != 2)
        return 0;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double rounded(double value) noexcept { return std::round(value * 10) / 10; }

} // namespace

MetricsSampler::MetricsSampler(const LoopGroup& group) : m_group(group), m_loopRates(group.size()) {
    m_row.cells.resize(m::Count);
    for (std::size_t i = 0; i != group.size(); ++i)
        m_loops.push_back({i, std::vector<Value>(3)});
}

void MetricsSampler::Rate::update(double sum, double seconds, double weight) noexcept {
    value = seconds > 0 ? value + (std::max(0.0, sum - before) / seconds - value) * weight : 0;
    before = sum;
    if (value < 0.05)
        value = 0;
}

void MetricsSampler::sample(Now now, const WatchCost& cost) {
    // Nobody looked for a while: what happened in between is not the present rate.
    if (m_last == TimePoint{} || now.steady - m_last > std::chrono::seconds(3))
        m_samples = 0;
    const double seconds = m_samples == 0 ? 0 : std::chrono::duration<double>(now.steady - m_last).count();
    const double weight = m_samples == 1 ? 1 : 1 - std::exp(-seconds);
    ++m_samples;
    m_last = now.steady;
    ++m_row.key;
    m_row.cells[m::Time] = toMilliseconds(now.wall);
    sampleLoops(seconds, weight);
    sampleProcess(now, seconds, weight);
    m_watchCpu.update(std::chrono::duration<double>(cost.cpu).count() * 100, seconds, weight);
    m_watchBytes.update(static_cast<double>(cost.bytesSent), seconds, weight);
    m_row.cells[m::LoopLag] = std::round(std::chrono::duration<double, std::milli>(cost.loopLag).count() * 100) / 100;
    m_row.cells[m::WatchCpu] = rounded(m_watchCpu.value);
    m_row.cells[m::WatchRate] = rounded(m_watchBytes.value);
    m_row.cells[m::WatchDropped] = cost.dropped;
    m_row.cells[m::Watchers] = cost.watchers;
}

void MetricsSampler::sampleLoops(double seconds, double weight) {
    std::uint64_t open = 0, accepted = 0, errors = 0, closed = 0, requests = 0, in = 0, out = 0, limits = 0;
    double busySum = 0, busiest = 0;
    for (std::size_t i = 0; i != m_group.size(); ++i) {
        const LoopStats& stats = m_group.stats(i);
        open += stats.connectionsOpen.read();
        accepted += stats.accepted.read();
        errors += stats.acceptErrors.read();
        closed += stats.connectionsClosed.read();
        requests += stats.requests.read();
        in += stats.bytesIn.read();
        out += stats.bytesOut.read();
        limits += stats.limitHits.read();
        LoopRates& rates = m_loopRates[i];
        rates.busy.update(static_cast<double>(stats.busyNanoseconds.read()) * 1e-7, seconds, weight); // percent
        rates.requests.update(static_cast<double>(stats.requests.read()), seconds, weight);
        const double busy = std::min(100.0, rates.busy.value);
        busySum += busy;
        busiest = std::max(busiest, busy);
        m_loops[i].cells = {rounded(busy), stats.connectionsOpen.read(), rounded(rates.requests.value)};
    }
    m_accepts.update(static_cast<double>(accepted), seconds, weight);
    m_requests.update(static_cast<double>(requests), seconds, weight);
    m_in.update(static_cast<double>(in), seconds, weight);
    m_out.update(static_cast<double>(out), seconds, weight);
    m_row.cells[m::Connections] = open;
    m_row.cells[m::Accepted] = accepted;
    m_row.cells[m::AcceptErrors] = errors;
    m_row.cells[m::Closed] = closed;
    m_row.cells[m::AcceptRate] = rounded(m_accepts.value);
    m_row.cells[m::Requests] = requests;
    m_row.cells[m::RequestRate] = rounded(m_requests.value);
    m_row.cells[m::BytesIn] = in;
    m_row.cells[m::BytesOut] = out;
    m_row.cells[m::InRate] = rounded(m_in.value);
    m_row.cells[m::OutRate] = rounded(m_out.value);
    m_row.cells[m::LimitHits] = limits;
    m_row.cells[m::Loops] = std::uint64_t{m_group.size()};
    m_row.cells[m::LoopBusy] = rounded(busySum / static_cast<double>(std::max<std::size_t>(1, m_group.size())));
    m_row.cells[m::LoopBusiest] = rounded(busiest);
}

void MetricsSampler::sampleProcess(Now now, double seconds, double weight) {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    m_cpu.update((secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime)) * 100, seconds, weight);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    countDescriptors(now);
    m_row.cells[m::Cpu] = rounded(m_cpu.value);
    m_row.cells[m::Resident] = residentBytes();
    m_row.cells[m::Descriptors] = m_descriptors;
    m_row.cells[m::DescriptorLimit] = static_cast<std::uint64_t>(limit.rlim_cur);
}

void MetricsSampler::countDescriptors(Now now) {
    if (now.steady < m_descriptorsDue)
        return;
    const TimePoint begin = Clock::now();
    std::uint64_t count = 0;
    struct ::stat known{};
    if (::stat("/proc/self/fd", &known) == 0 && known.st_size > 0) { // Linux 6.2 has counted them already
        m_descriptors = static_cast<std::uint64_t>(known.st_size);
        m_descriptorsDue = now.steady + std::chrono::seconds(1);
        return;
    }
    if (DIR* folder = ::opendir("/proc/self/fd")) {
        while (const dirent* entry = ::readdir(folder))
            count += entry->d_name[0] != '.';
        ::closedir(folder);
        --count; // the folder itself
    }
    m_descriptors = count;
    // A listing of 50 000 descriptors takes tens of milliseconds: never more than a thousandth of the time.
    m_descriptorsDue = now.steady + std::max<Duration>(std::chrono::seconds(1), (Clock::now() - begin) * 1000);
}

} // namespace burrow::monitor
