// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/endpoint.hpp"

#include <QTest>
#include <set>
#include <sys/socket.h>
#include <sys/un.h>
#include <unordered_set>

using namespace burrow;
using enum AddressError;

namespace {

std::uint32_t fakeZone(const char* name) { return std::string_view(name) == "eth0" ? 7 : 0; }

} // namespace

class EndpointTest : public QObject {
    Q_OBJECT

private slots:
    void accepted_data() {
        QTest::addColumn<QByteArray>("printed");
        const auto row = [](const char* text, const char* printed) { QTest::newRow(text) << QByteArray(printed); };
        row("127.0.0.1:80", "127.0.0.1:80");
        row("[::1]:80", "[::1]:80");
        row("[::FFFF:1.2.3.4]:65535", "[::ffff:1.2.3.4]:65535");
        row("[fe80::1%lo]:1", "[fe80::1%lo]:1");
        row("unix:/run/x.sock", "unix:/run/x.sock");
        row("unix:x", "unix:x");
        row("unix:@name", "unix:@name");
        row("unix:./@name", "unix:./@name");
    }
    void accepted() {
        QFETCH(const QByteArray, printed);
        const auto endpoint = Endpoint::parse(QTest::currentDataTag());
        QVERIFY2(endpoint.has_value(), endpoint ? "" : endpoint.error().message().c_str());
        QCOMPARE(endpoint->toString(), printed.toStdString());
        QVERIFY(*Endpoint::parse(endpoint->toString()) == *endpoint);
        ::sockaddr_storage storage;
        const std::uint32_t size = endpoint->toSockaddr(&storage);
        QVERIFY(size > 0);
        const Endpoint again = Endpoint::fromSockaddr(reinterpret_cast<::sockaddr*>(&storage), size);
        QVERIFY(again == *endpoint);
        QCOMPARE(again.hash(), endpoint->hash());
        // An area cut short is no address of the internet, and never read beyond its end.
        if (endpoint->isIp())
            QVERIFY(Endpoint::fromSockaddr(reinterpret_cast<::sockaddr*>(&storage), size - 1) == Endpoint());
    }

    void rejected_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("offset");
        const auto row = [](const char* text, AddressError code, int offset) {
            QTest::newRow(*text ? text : "empty") << static_cast<int>(code) << offset;
        };
        row("", Empty, 0);
        row("::1:80", MissingBracket, 0);
        row("[::1]80", MissingPort, 5);
        row("[::1]", MissingPort, 5);
        row("[::1]:", MissingPort, 6);
        row("[::1", MissingBracket, 4);
        row("[1.2.3.4]:80", NotInBrackets, 0);
        row("[]:80", Empty, 1);
        row("[g::]:80", BadCharacter, 1);
        row("[fe80::1%eth9]:80", UnknownZone, 9);
        row("1.2.3.4", MissingPort, 7);
        row("1.2.3.4:", MissingPort, 8);
        row("1.2.3.4:0", PortZero, 8);
        row("1.2.3.4:080", BadPort, 8);
        row("1.2.3.4:65536", BadPort, 8);
        row("1.2.3.4:100000", BadPort, 13);
        row("1.2.3.4:+80", BadPort, 8);
        row("1.2.3.4:8 ", BadPort, 9);
        row(":80", Empty, 0);
        row("localhost:80", BadCharacter, 0);
        row("unix:", PathEmpty, 5);
        row("unix:@", PathEmpty, 5);
    }
    void rejected() {
        QFETCH(const int, code);
        QFETCH(const int, offset);
        const std::string_view tag = QTest::currentDataTag();
        const auto endpoint = Endpoint::parse(tag == "empty" ? "" : tag, {.zoneIndex = fakeZone});
        QVERIFY(!endpoint.has_value());
        QCOMPARE(endpoint.error().code(), code);
        QCOMPARE(static_cast<int>(endpoint.error().offset()), offset);
        QVERIFY(endpoint.error().kind() == ErrorKind::PeerFault);
    }

    void portZeroWhereAllowed() {
        const auto endpoint = Endpoint::parse("127.0.0.1:0", {.allowPortZero = true});
        QVERIFY(endpoint.has_value());
        QCOMPARE(endpoint->port(), std::uint16_t{0});
        QCOMPARE(endpoint->withPort(9).toString(), std::string("127.0.0.1:9"));
    }

    void unixNamesAreNeverCut() {
        const std::string longest(107, 'x');
        QVERIFY(Endpoint::unixPath(longest).has_value());
        QVERIFY(Endpoint::unixAbstract(longest).has_value());
        const auto tooLong = Endpoint::unixPath(longest + 'x');
        QVERIFY(!tooLong.has_value());
        QVERIFY(tooLong.error().kind() == ErrorKind::Misuse);
        QCOMPARE(tooLong.error().code(), static_cast<int>(PathTooLong));
        QVERIFY(!Endpoint::unixAbstract(longest + 'x'));
        QVERIFY(!Endpoint::unixPath(std::string("a\0b", 3)));
        const std::string text = "unix:" + longest + 'x';
        QVERIFY(Endpoint::parse(text).error().kind() == ErrorKind::PeerFault);
        // The kernel's form of the longest names.
        for (const Endpoint& endpoint : {*Endpoint::unixPath(longest), *Endpoint::unixAbstract(longest)}) {
            ::sockaddr_storage storage;
            const std::uint32_t size = endpoint.toSockaddr(&storage);
            QCOMPARE(size, static_cast<std::uint32_t>(sizeof(::sockaddr_un)));
            QVERIFY(Endpoint::fromSockaddr(reinterpret_cast<::sockaddr*>(&storage), size) == endpoint);
        }
    }

    void abstractNamesAreLengthExact() {
        const std::string name("a\0b\0", 4);
        const Endpoint endpoint = *Endpoint::unixAbstract(name);
        ::sockaddr_storage storage;
        const std::uint32_t size = endpoint.toSockaddr(&storage);
        const Endpoint again = Endpoint::fromSockaddr(reinterpret_cast<::sockaddr*>(&storage), size);
        QVERIFY(again.path() == name);
        QVERIFY(endpoint != *Endpoint::unixAbstract("a"));
    }

    void unnamedPeers() {
        int pair[2];
        QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
        QVERIFY(Endpoint::peerOf(pair[0]).family() == Endpoint::Family::UnixUnnamed);
        QVERIFY(Endpoint::localOf(pair[0]).isUnix());
        QCOMPARE(Endpoint::localOf(pair[0]).toString(), std::string("unix:"));
        ::close(pair[0]);
        ::close(pair[1]);
        QVERIFY(Endpoint::localOf(-1) == Endpoint());
        QCOMPARE(Endpoint().toString(), std::string());
    }

    void orderAndHash() {
        std::set<Endpoint> ordered;
        std::unordered_set<Endpoint> hashed;
        for (const char* text : {"1.2.3.4:5", "1.2.3.4:6", "[::1]:5", "unix:/a", "unix:@/a", "unix:/b", "1.2.3.4:5",
                                 "[::ffff:1.2.3.4]:5"}) {
            ordered.insert(*Endpoint::parse(text));
            hashed.insert(*Endpoint::parse(text));
        }
        QCOMPARE(ordered.size(), std::size_t{7});
        QCOMPARE(hashed.size(), std::size_t{7});
        QVERIFY(Endpoint::parse("[::ffff:1.2.3.4]:5")->canonical() == *Endpoint::parse("1.2.3.4:5"));
    }

    void compactForm() {
        const Endpoint endpoint = *Endpoint::parse("[2001:db8::1]:443");
        QVERIFY(CompactEndpoint(endpoint).expand() == endpoint);
        QVERIFY(CompactEndpoint(*Endpoint::unixPath("/x")).family == Endpoint::Family::UnixPath);
    }
};

QTEST_APPLESS_MAIN(EndpointTest)
#include "endpoint_test.moc"
