// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/log/log_format.hpp"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace burrow;
using namespace std::string_view_literals;

namespace {

Log::Record makeRecord(std::initializer_list<LogField> fields, ConnectionId id = {}) {
    Log::Record record;
    const WallTime time{std::chrono::seconds(1'700'000'000) + std::chrono::microseconds(42)};
    encodeRecord(record.words, time, LogModule{3}, LogLevel::Warning, id, "request.refused", fields);
    decodeRecord(record);
    record.moduleName = "http1";
    return record;
}

} // namespace

class LogFormatTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void escapes_data() {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("shown");
        const auto row = [](const char* name, std::string_view raw, const char* shown) {
            QTest::newRow(name) << QByteArray(raw.data(), qsizetype(raw.size())) << QByteArray(shown);
        };
        row("plain", "GET /index.html", "GET /index.html");
        row("utf-8", "Grüße 地道 \U0001F43F"sv, "Grüße 地道 \U0001F43F");
        row("forged line", "x\r\n2026 error forged", "x\\x0d\\x0a2026 error forged");
        row("terminal escape", "\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07");
        row("nul and delete", "a\0b\x7f"sv, "a\\x00b\\x7f");
        row("C1 control as UTF-8",
            "\xC2\x9B"
            "31m",
            "\\xc2\\x9b31m");
        row("C1 control as a byte",
            "\x9B"
            "31m",
            "\\x9b31m");
        row("backslash", "a\\x0a", "a\\\\x0a");
        row("lone continuation", "\x80", "\\x80");
        row("overlong", "\xC0\xAF\xE0\x80\xAF", "\\xc0\\xaf\\xe0\\x80\\xaf");
        row("surrogate", "\xED\xA0\x80", "\\xed\\xa0\\x80");
        row("above U+10FFFF", "\xF4\x90\x80\x80", "\\xf4\\x90\\x80\\x80");
        row("cut at the end", "ab\xE5\x9C", "ab\\xe5\\x9c");
        row("direction override",
            "\xE2\x80\xAE"
            "gpj.exe",
            "\\xe2\\x80\\xaegpj.exe");
        row("line separator",
            "a\xE2\x80\xA8"
            "b",
            "a\\xe2\\x80\\xa8b");
        row("isolate", "\xE2\x81\xA6", "\\xe2\\x81\\xa6");
        row("arabic letter mark", "\xD8\x9C", "\\xd8\\x9c");
    }

    void escapes() {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, shown);
        std::string out;
        appendEscaped(out, {raw.data(), size_t(raw.size())});
        QCOMPARE(QByteArray::fromStdString(out), shown);
        // What a program decodes from JSON is the escaped text again.
        std::string json = "{\"v\":\"";
        appendJsonEscaped(json, {raw.data(), size_t(raw.size())});
        json += "\"}";
        const auto parsed = QJsonDocument::fromJson(QByteArray::fromStdString(json));
        QVERIFY(parsed.isObject());
        QCOMPARE(parsed["v"].toString().toUtf8(), shown);
    }

    void textLine() {
        const auto record = makeRecord({{"status", 400},
                                        {"path", "/a b"},
                                        {"agent", "curl\n\"x\""},
                                        {"offset", -7},
                                        {"kept", true},
                                        {"empty", ""},
                                        {"plain", "x/y"}},
                                       static_cast<ConnectionId>(17));
        std::string out;
        appendText(out, record, TextStyle::Plain);
        QCOMPARE(out,
                 std::string("2023-11-14T22:13:20.000042Z warning http1 #17 request.refused status=400 "
                             "path=\"/a b\" agent=\"curl\\x0a\\\"x\\\"\" offset=-7 kept=true empty=\"\" plain=x/y\n"));
    }

    void terminalLineHasTheSameFields() {
        std::string out;
        appendText(out, makeRecord({{"status", 400}}), TextStyle::Terminal);
        QVERIFY(out.find("request.refused status=400\n") != std::string::npos);
        QVERIFY(out.find("\x1b[33mwarning") != std::string::npos);
    }

    void jsonLine() {
        const auto record =
            makeRecord({{"status", 400}, {"path", "/\x1b[0m\""}, {"event", "own"}, {"ok", false}, {"by", -1}},
                       static_cast<ConnectionId>(17));
        std::string out;
        appendJson(out, record);
        QCOMPARE(out,
                 std::string("{\"time\":\"2023-11-14T22:13:20.000042Z\",\"level\":\"warning\",\"module\":\"http1\","
                             "\"conn\":17,\"event\":\"request.refused\",\"status\":400,"
                             "\"path\":\"/\\\\x1b[0m\\\"\",\"event_\":\"own\",\"ok\":false,\"by\":-1}\n"));
        QVERIFY(QJsonDocument::fromJson(QByteArray::fromStdString(out)).isObject());
    }

    void longTextsShareTheRoom() {
        const std::string longText(1000, 'x');
        const auto record = makeRecord({{"a", longText}, {"b", "short"}, {"c", longText}, {"n", 5u}});
        QVERIFY(record.isCut);
        auto fields = record.fields();
        const auto a = fields.next(), b = fields.next(), c = fields.next(), n = fields.next();
        QVERIFY(a && b && c && n && !fields.next());
        QVERIFY(a->text.size() >= 100 && c->text.size() >= 100);
        QCOMPARE(std::string(b->text), std::string("short"));
        QCOMPARE(n->number, std::uint64_t(5));
        std::string out;
        appendText(out, record, TextStyle::Plain);
        QVERIFY(out.ends_with(" n=5 (cut)\n"));
    }

    void cutsBetweenCharacters() {
        std::string text;
        while (text.size() < 900)
            text += "地";
        for (const char* prefix : {"", "a", "ab"}) {
            const auto record = makeRecord({{"t", prefix + text}});
            auto fields = record.fields();
            std::string out;
            appendEscaped(out, fields.next()->text);
            QVERIFY(out.find('\\') == std::string::npos);
            QVERIFY(out.size() > 390);
        }
    }

    void tooManyFieldsAreLeftOut() {
        const LogField f("name", 1);
        const auto record = makeRecord({f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f, f});
        QVERIFY(record.isCut);
        QCOMPARE(int(record.fieldCount), 18);
    }

    void secretsAreNotRecorded() {
        const auto record = makeRecord({{"Authorization", "Bearer abc"}, {"cookie", "sid=1"}, {"path", "/token"}});
        std::string out;
        appendText(out, record, TextStyle::Plain);
        QVERIFY(out.find("abc") == std::string::npos);
        QVERIFY(out.find("sid=1") == std::string::npos);
        QVERIFY(out.find("Authorization=[redacted] cookie=[redacted] path=/token") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(LogFormatTest)
#include "log_format_test.moc"
