// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log.hpp"

#include "netcore/base/fd.hpp"
#include "netcore/log/log_reader.hpp"
#include "netcore/log/log_sink.hpp"

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <fstream>
#include <sstream>
#include <thread>
#include <unistd.h>

using namespace burrow;

namespace {

/// Collects "module event" of what it is given.
class ListSink final : public Log::Sink {
public:
    explicit ListSink(std::vector<std::string>& list, std::atomic<int>* alive = nullptr)
        : m_list(list), m_alive(alive) {
        if (m_alive)
            ++*m_alive;
    }
    ~ListSink() override {
        if (m_alive)
            --*m_alive;
    }
    void write(const Log::Record& record) override {
        m_list.push_back(std::string(record.moduleName) + " " + std::string(record.event));
    }

private:
    std::vector<std::string>& m_list;
    std::atomic<int>* m_alive;
};

std::vector<Log::Record> readAll(LogReader& reader) {
    std::vector<Log::Record> all;
    std::array<Log::Record, 8> batch;
    while (const std::size_t count = reader.read(batch))
        all.insert(all.end(), batch.begin(), batch.begin() + count);
    return all;
}

std::string contentOf(const std::string& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

} // namespace

class LogTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void levelNames() {
        for (const LogLevel level :
             {LogLevel::Trace, LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error, LogLevel::Off})
            QVERIFY(parseLogLevel(nameOf(level)) == level);
        QVERIFY(!parseLogLevel("INFO"));
        QVERIFY(!parseLogLevel(""));
    }

    void levelsPerModule() {
        Log log;
        const LogModule tls = log.module("tls");
        QVERIFY(log.module("tls") == tls);
        QVERIFY(log.isOn(tls, LogLevel::Info));
        QVERIFY(!log.isOn(tls, LogLevel::Debug));
        log.setLevel("tls", LogLevel::Debug);
        QVERIFY(log.isOn(tls, LogLevel::Debug));
        log.setLevel("plugin", LogLevel::Error);
        log.setLevel("plugin.chat", LogLevel::Trace);
        const LogModule echo = log.module("plugin.echo"), chat = log.module("plugin.chat");
        QVERIFY(!log.isOn(echo, LogLevel::Warning));
        QVERIFY(log.isOn(chat, LogLevel::Trace));
        log.setLevel("", LogLevel::Off);
        for (const LogModule module : {tls, echo, chat, log.module("later")})
            QVERIFY(!log.isOn(module, LogLevel::Error));
        QCOMPARE(log.levels().size(), std::size_t(5)); // with "log" itself
    }

    void levelOfOneConnection() {
        Log log;
        const LogModule http = log.module("http1");
        const auto id = [](std::uint64_t number) { return static_cast<ConnectionId>(number); };
        QVERIFY(log.setConnectionLevel(id(17), LogLevel::Trace));
        QVERIFY(log.isOn(http, LogLevel::Trace, id(17)));
        QVERIFY(!log.isOn(http, LogLevel::Trace, id(18)));
        QVERIFY(!log.isOn(http, LogLevel::Trace));
        QVERIFY(log.isOn(http, LogLevel::Info, id(18)));
        QVERIFY(log.setConnectionLevel(id(17), LogLevel::Error)); // lower than the module
        QVERIFY(!log.isOn(http, LogLevel::Info, id(17)));
        log.setLevel("http1", LogLevel::Debug);
        QVERIFY(!log.isOn(http, LogLevel::Info, id(17)));
        QVERIFY(log.isOn(http, LogLevel::Debug, id(18)));
        QVERIFY(log.setConnectionLevel(id(17), LogLevel::Off));
        QVERIFY(log.isOn(http, LogLevel::Debug, id(17)));
        for (std::uint64_t i = 1; i <= Log::maxConnectionLevels; ++i)
            QVERIFY(log.setConnectionLevel(id(i), LogLevel::Trace));
        QVERIFY(!log.setConnectionLevel(id(1000), LogLevel::Trace));
        QVERIFY(log.setConnectionLevel(id(1), LogLevel::Debug)); // a change is still possible
    }

    void modulesBeyondTheTable() {
        Log log;
        for (int i = 0; i < 100; ++i)
            log.module("m" + std::to_string(i));
        QCOMPARE(std::string(log.nameOf(log.module("m99"))), std::string("other"));
        QCOMPARE(std::string(log.nameOf(log.module("m3"))), std::string("m3"));
        QCOMPARE(log.levels().size(), Log::maxModules);
    }

    void readerSeesFieldsAndHistory() {
        Log log;
        const LogModule http = log.module("http1");
        log.event(http, LogLevel::Info, {}, "early");
        LogReader history(log), fresh(log, LogReader::From::Newest);
        log.event(http, LogLevel::Debug, {}, "not.on");
        log.event(http, LogLevel::Warning, static_cast<ConnectionId>(5), "late",
                  {{"text", "a\nb"}, {"minus", -3}, {"big", ~std::uint64_t{0}}, {"yes", true}});
        QCOMPARE(readAll(history).size(), std::size_t(2));
        const auto records = readAll(fresh);
        QCOMPARE(records.size(), std::size_t(1));
        const Log::Record& record = records[0];
        QCOMPARE(record.sequence, std::uint64_t(1));
        QCOMPARE(history.nextSequence(), std::uint64_t(3));
        QVERIFY(record.level == LogLevel::Warning && record.connection == static_cast<ConnectionId>(5));
        QCOMPARE(std::string(record.event), std::string("late"));
        auto fields = record.fields();
        QCOMPARE(std::string(fields.next()->text), std::string("a\nb"));
        QCOMPARE(static_cast<std::int64_t>(fields.next()->number), std::int64_t(-3));
        QCOMPARE(fields.next()->number, ~std::uint64_t{0});
        QVERIFY(fields.next()->kind == LogField::Kind::Bool);
        QVERIFY(!fields.next());
        QVERIFY(!fresh.hasNext());
    }

    void lossShowsAsAGap() {
        Log log({.ringSlots = 16});
        const LogModule module = log.module("m");
        LogReader reader(log, LogReader::From::Newest);
        for (int i = 0; i < 100; ++i)
            log.event(module, LogLevel::Info, {}, "tick", {{"i", i}});
        const auto records = readAll(reader);
        QVERIFY(records.size() > 2);
        QCOMPARE(std::string(records[0].event), std::string("log.gap"));
        QCOMPARE(std::string(records[0].moduleName), std::string("log"));
        QVERIFY(records[0].lost > 80);
        QCOMPARE(records[0].fields().next()->number, records[0].lost);
        QCOMPARE(records[0].sequence, std::uint64_t(1));
        QCOMPARE(records[1].sequence, records[0].lost + 1);
        QCOMPARE(records.back().sequence, std::uint64_t(100));
        QCOMPARE(records.back().fields().next()->number, std::uint64_t(99));
        QCOMPARE(reader.lost(), records[0].lost);
    }

    void manyThreadsLoseNothing() {
        constexpr int threads = 4, events = 500;
        std::vector<std::string> seen;
        {
            Log log;
            log.addSink(std::make_unique<ListSink>(seen));
            const LogModule module = log.module("m");
            std::vector<std::thread> workers;
            for (int t = 0; t < threads; ++t)
                workers.emplace_back([&] {
                    for (int i = 0; i < events; ++i)
                        log.event(module, LogLevel::Info, {}, "tick", {{"i", i}});
                });
            for (int i = 0; i < 50; ++i)
                log.setLevel("other", i % 2 ? LogLevel::Info : LogLevel::Debug);
            for (auto& worker : workers)
                worker.join();
            QVERIFY(log.flush());
            QCOMPARE(seen.size(), std::size_t(threads * events));
        }
    }

    void ringsOfEndedThreadsAreUsedAgain() {
        Log log({.ringSlots = 16});
        const LogModule module = log.module("m");
        LogReader reader(log);
        for (int i = 0; i < 20; ++i)
            std::thread([&] { log.event(module, LogLevel::Info, {}, "one"); }).join();
        const auto records = readAll(reader);
        QCOMPARE(reader.lost() + records.size() - (reader.lost() ? 1 : 0), std::size_t(20));
    }

    void logsOfOneThreadDoNotMix() {
        for (int i = 0; i < 5; ++i) {
            Log a, b;
            a.event(a.module("m"), LogLevel::Info, {}, "in.a");
            b.event(b.module("m"), LogLevel::Info, {}, "in.b");
            a.event(a.module("m"), LogLevel::Info, {}, "in.a");
            LogReader readA(a), readB(b);
            QCOMPARE(readAll(readA).size(), std::size_t(2));
            QCOMPARE(readAll(readB).size(), std::size_t(1));
        }
    }

    void firstSinkGetsTheHistoryAndDestructionFlushes() {
        std::vector<std::string> seen;
        std::atomic<int> alive{0};
        {
            Log log;
            const LogModule module = log.module("m");
            log.event(module, LogLevel::Info, {}, "before");
            log.addSink(std::make_unique<ListSink>(seen, &alive));
            log.event(module, LogLevel::Info, {}, "after");
        }
        QCOMPARE(alive.load(), 0);
        QCOMPARE(seen, (std::vector<std::string>{"m before", "m after"}));
    }

    void sinksCanBeExchanged() {
        std::vector<std::string> first, second;
        Log log;
        const LogModule module = log.module("m");
        log.addSink(std::make_unique<ListSink>(first));
        log.event(module, LogLevel::Info, {}, "one");
        std::vector<std::unique_ptr<Log::Sink>> sinks;
        sinks.push_back(std::make_unique<ListSink>(second));
        log.setSinks(std::move(sinks));
        QVERIFY(log.flush());
        log.event(module, LogLevel::Info, {}, "two");
        QVERIFY(log.flush());
        QCOMPARE(first, std::vector<std::string>{"m one"});
        QCOMPARE(second, std::vector<std::string>{"m two"});
    }

    void fileSinkReopens() {
        QTemporaryDir dir;
        const std::string file = dir.filePath("burrow.log").toStdString();
        const std::string rotated = file + ".1";
        Log log;
        const LogModule module = log.module("m");
        auto sink = openFileSink(LogFormat::Json, file);
        QVERIFY(sink.has_value());
        log.addSink(std::move(*sink));
        log.event(module, LogLevel::Info, {}, "one");
        QVERIFY(log.flush());
        QCOMPARE(::rename(file.c_str(), rotated.c_str()), 0);
        log.event(module, LogLevel::Info, {}, "two");
        log.reopenSinks();
        QVERIFY(log.flush());
        log.event(module, LogLevel::Info, {}, "three");
        QVERIFY(log.flush());
        QCOMPARE(QByteArray::fromStdString(contentOf(rotated)).count("\"event\""), 2);
        QVERIFY(contentOf(file).find("\"event\":\"three\"") != std::string::npos);
        QVERIFY(!openFileSink(LogFormat::Text, dir.filePath("no/such/dir").toStdString()));
    }

    void linesOnAPipeAreJsonByDefault() {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const Fd readEnd(ends[0]), writeEnd(ends[1]);
        {
            Log log;
            log.addSink(makeSink(LogFormat::Auto, writeEnd.get()));
            log.event(log.module("m"), LogLevel::Error, {}, "x", {{"peer", "\r\n{}"}});
            QVERIFY(log.flush());
        }
        char buffer[512];
        const ssize_t size = ::read(readEnd.get(), buffer, sizeof buffer);
        const QByteArray line(buffer, qsizetype(size));
        QVERIFY(line.startsWith("{\"time\":\"20"));
        const QByteArray tail = "\"module\":\"m\",\"event\":\"x\",\"peer\":\"\\\\x0d\\\\x0a{}\"}\n";
        QVERIFY(line.endsWith(tail));
        QCOMPARE(line.count('\n'), 1);
    }

    void stuckSinkDoesNotStopTheProgram() {
        class StuckSink final : public Log::Sink {
        public:
            explicit StuckSink(std::atomic<bool>& isFree) : m_isFree(isFree) {}
            void write(const Log::Record&) override { m_isFree.wait(false); }

        private:
            std::atomic<bool>& m_isFree;
        };
        std::atomic<bool> isFree{false};
        Log log({.ringSlots = 64});
        const LogModule module = log.module("m");
        log.addSink(std::make_unique<StuckSink>(isFree));
        for (int i = 0; i < 5000; ++i)
            log.event(module, LogLevel::Info, {}, "tick");
        QVERIFY(!log.flush(std::chrono::milliseconds(20)));
        isFree = true;
        isFree.notify_all();
        QVERIFY(log.flush());
    }
};

QTEST_APPLESS_MAIN(LogTest)
#include "log_test.moc"
