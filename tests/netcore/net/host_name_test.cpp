// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/host_name.hpp"

#include <QTest>

using namespace burrow;
using enum NameError;

class HostNameTest : public QObject {
    Q_OBJECT

private slots:
    void names_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("offset");
        const auto row = [](const QByteArray& name, NameError code, int offset = 0) {
            QTest::addRow("%d: %s", static_cast<int>(code), name.left(40).toPercentEncoding().constData())
                << name << static_cast<int>(code) << offset;
        };
        const QByteArray label63(63, 'a');
        row("example.org", None);
        row("example.org.", None);
        row("a", None);
        row("_dmarc.example.org", None);
        row("xn--mnchen-3ya.de", None);
        row("3com.com", None);
        row("1.2.3.4.example", None);
        row(label63 + ".org", None);
        row(label63 + '.' + label63 + '.' + label63 + '.' + QByteArray(61, 'b'), None); // 253
        row(label63 + '.' + label63 + '.' + label63 + '.' + QByteArray(61, 'b') + '.', None);
        row("", Empty);
        row(label63 + '.' + label63 + '.' + label63 + '.' + QByteArray(62, 'b'), TooLong, 253);
        row(label63 + "a.org", LabelTooLong);
        row(".", EmptyLabel);
        row("..", EmptyLabel);
        row("a..b", EmptyLabel, 2);
        row(".a", EmptyLabel);
        row("a b", BadCharacter, 1);
        row(QByteArray("a\0b", 3), BadCharacter, 1);
        row("a\r\nb", BadCharacter, 1);
        row("a/b", BadCharacter, 1);
        row("a:b", BadCharacter, 1);
        row("a%41", BadCharacter, 1);
        row("m\xC3\xBCnchen.de", NotAscii, 1);
        row("-a.org", EdgeHyphen);
        row("a.b-", EdgeHyphen, 2);
        row("1.2.3", Numeric);
        row("0x7f.1", Numeric);
        row("256.1.1.1", Numeric);
        row("example.1", Numeric);
        row("12345", Numeric);
        row("1.2.3.4", Numeric); // an address, not a name
    }
    void names() {
        QFETCH(const QByteArray, name);
        QFETCH(const int, code);
        QFETCH(const int, offset);
        const auto fine = checkHostName(std::string_view(name.constData(), static_cast<std::size_t>(name.size())));
        QCOMPARE(fine.has_value(), code == 0);
        if (!fine) {
            QCOMPARE(fine.error().code(), code);
            QCOMPARE(static_cast<int>(fine.error().offset()), offset);
        }
    }

    void targets_data() {
        QTest::addColumn<QByteArray>("printed");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("isName");
        const auto row = [](const char* text, const char* printed, const char* host, bool isName) {
            QTest::newRow(text) << QByteArray(printed) << QByteArray(host) << isName;
        };
        row("example.org:25", "example.org:25", "example.org", true);
        row("example.org", "example.org:99", "example.org", true);
        row("example.org.:25", "example.org.:25", "example.org", true);
        row("1.2.3.4:5", "1.2.3.4:5", "1.2.3.4", false);
        row("1.2.3.4", "1.2.3.4:99", "1.2.3.4", false);
        row("[::1]:80", "[::1]:80", "::1", false);
        row("[::1]", "[::1]:99", "::1", false);
        row("::1", "[::1]:99", "::1", false);
        row("::1:80", "[::1:80]:99", "::1:80", false);
        row("unix:/run/x", "unix:/run/x", "", false);
    }
    void targets() {
        QFETCH(const QByteArray, printed);
        QFETCH(const QByteArray, host);
        QFETCH(const bool, isName);
        const auto target = Target::parse(QTest::currentDataTag(), 99);
        QVERIFY2(target.has_value(), target ? "" : target.error().message().c_str());
        QCOMPARE(target->toString(), printed.toStdString());
        QCOMPARE(target->host(), host.toStdString());
        QCOMPARE(!target->endpoint().has_value(), isName);
    }

    void badTargets_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"", ":80", "example.org:", "example.org:0", "example.org:80a", "[example.org]:80",
                                 "[::1", "[::1]80", "[1.2.3.4]:80", "1.2.3:80", "a b:80", "example.org:65536",
                                 "http://example.org:80", "unix:"})
            QTest::newRow(*text ? text : "empty") << QByteArray(text);
    }
    void badTargets() {
        QFETCH(const QByteArray, text);
        const auto target = Target::parse(text.toStdString(), 99);
        QVERIFY(!target.has_value());
        QVERIFY(target.error().kind() == ErrorKind::PeerFault);
    }

    void portIsNeeded() {
        QVERIFY(!Target::parse("example.org"));
        QVERIFY(!Target::parse("::1"));
        QCOMPARE(Target::make("[::1]", 5)->toString(), std::string("[::1]:5"));
        QVERIFY(!Target::make("[example.org]", 5));
    }
};

QTEST_APPLESS_MAIN(HostNameTest)
#include "host_name_test.moc"
