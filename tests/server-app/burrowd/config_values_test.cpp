// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "server-app/burrowd/config/config_values.hpp"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace burrow;
using namespace burrow::daemon;

class ConfigValuesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void durations_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("milliseconds"); // -1: refused
        const auto row = [](const char* text, qint64 value) { QTest::newRow(text) << QString(text) << value; };
        row("250ms", 250);
        row("10s", 10'000);
        row("10 s", 10'000);
        row("5min", 300'000);
        row("2h", 7'200'000);
        row("1d", 86'400'000);
        row("0", 0);
        for (const char* bad : {"", "10", "s", "-1s", "+1s", "1.5s", "1 0s", "10S", "10m", "10  s", "10s ", "0x10s",
                                "99999999999999999999s", "4611686018427387904d"})
            row(bad, -1);
    }
    void durations() {
        QFETCH(QString, text);
        QFETCH(qint64, milliseconds);
        const auto value = parseDuration(text.toStdString());
        QCOMPARE(value ? qint64(value->count()) : -1, milliseconds);
    }

    void sizes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("bytes");
        const auto row = [](const char* text, qint64 value) { QTest::newRow(text) << QString(text) << value; };
        row("512", 512);
        row("512 B", 512);
        row("64KiB", 65'536);
        row("64 KiB", 65'536);
        row("16 MiB", 16'777'216);
        row("1 GiB", 1'073'741'824);
        row("10 kB", 10'000);
        row("10 MB", 10'000'000);
        row("1 GB", 1'000'000'000);
        for (const char* bad : {"", "KiB", "1 KB", "1 kib", "-1", "1e3", "1 TiBx", "64 KiB ", "9999999999999 GiB"})
            row(bad, -1);
    }
    void sizes() {
        QFETCH(QString, text);
        QFETCH(qint64, bytes);
        const auto value = parseSize(text.toStdString());
        QCOMPARE(value ? qint64(value->bytes) : -1, bytes);
    }

    void printsWhatItReads() {
        for (const std::uint64_t ms : {0ull, 1ull, 999ull, 1000ull, 90'000ull, 3'600'000ull, 86'400'000ull * 3}) {
            const std::string text = printDuration(Milliseconds(ms));
            QCOMPARE(parseDuration(text.substr(1, text.size() - 2))->count(), std::int64_t(ms));
        }
        for (const std::uint64_t size : {0ull, 1ull, 1000ull, 1024ull, 1536ull, 5ull << 30}) {
            const std::string text = printSize({size});
            QCOMPARE(parseSize(text.substr(1, text.size() - 2))->bytes, size);
        }
        QCOMPARE(printSize({64 * 1024}), std::string("\"64 KiB\""));
        QCOMPARE(printDuration(Milliseconds(300'000)), std::string("\"5min\""));
    }

    void environment() {
        const ReadContext context{"/etc", [](std::string_view name) -> std::optional<std::string> {
                                      if (name == "HOST")
                                          return "example.org";
                                      if (name == "EMPTY")
                                          return "";
                                      return std::nullopt;
                                  }};
        const auto expand = [&](std::string_view text) {
            const auto value = expandEnvironment(text, context);
            return value ? *value : "! " + value.error();
        };
        QCOMPARE(expand("plain $HOST $"), std::string("plain $HOST $"));
        QCOMPARE(expand("https://${HOST}/"), std::string("https://example.org/"));
        QCOMPARE(expand("${HOST}${EMPTY}${HOST}"), std::string("example.orgexample.org"));
        QCOMPARE(expand("${NO:-a b}"), std::string("a b"));
        QCOMPARE(expand("${EMPTY:-x}"), std::string("x"));
        QCOMPARE(expand("$${HOST}"), std::string("${HOST}"));
        QCOMPARE(expand("${CONFIG_FOLDER}/x"), std::string("/etc/x"));
        QCOMPARE(expand("${NO}"), std::string("! names the environment variable NO, which is not set"));
        QCOMPARE(expand("a ${HOST"), std::string("! has a ${ without its }"));
    }

    void secretsComeFromFilesAndAreNotPrinted() {
        QTemporaryDir dir;
        std::ofstream(dir.filePath("pass").toStdString()) << "s3cret\n";
        const ReadContext context{dir.path().toStdString(), {}};
        TomlValue value;
        value.kind = TomlValue::Kind::Text;
        value.text = "file:pass";
        Secret secret;
        QVERIFY(!readValue(value, secret, context));
        QCOMPARE(secret.text, std::string("s3cret"));
        QCOMPARE(printValue(secret), std::string("\"***\""));
        value.text = "file:missing";
        QVERIFY(readValue(value, secret, context).has_value());
    }

    void jsonOfATable() {
        const auto root =
            parseToml("users = \"/etc/x\\u0001\"\nn = -3\nf = 1.5\nok = true\nl = [1, \"a\"]\n[sub]\nk = 1979-05-27\n");
        QVERIFY(root.has_value());
        const std::string expected = "{\"users\":\"/etc/x\\u0001\",\"n\":-3,\"f\":1.5,\"ok\":true,\"l\":[1,\"a\"],"
                                     "\"sub\":{\"k\":\"1979-05-27\"}}";
        QCOMPARE(toJson(*root), expected);
        const auto again = parseToml("all = " + toInlineToml(*root));
        QVERIFY(again.has_value());
        QCOMPARE(toJson(*again->find("all")), expected);
    }
};

QTEST_APPLESS_MAIN(ConfigValuesTest)
#include "config_values_test.moc"
