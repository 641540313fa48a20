// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/address_class.hpp"

#include <QTest>

using namespace burrow;

class AddressClassTest : public QObject {
    Q_OBJECT

private slots:
    void classes_data() {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<bool>("reachable");
        const auto row = [](const char* address, const char* kind, bool reachable) {
            QTest::newRow(address) << QByteArray(kind) << reachable;
        };
        row("0.0.0.0", "unspecified", false);
        row("0.1.2.3", "this-network", false);
        row("10.255.255.255", "private", false);
        row("11.0.0.0", "global", true);
        row("100.63.255.255", "global", true);
        row("100.64.0.0", "shared", false);
        row("100.127.255.255", "shared", false);
        row("100.128.0.0", "global", true);
        row("127.255.255.254", "loopback", false);
        row("169.254.169.254", "link-local", false);
        row("172.15.255.255", "global", true);
        row("172.16.0.0", "private", false);
        row("172.31.255.255", "private", false);
        row("172.32.0.0", "global", true);
        row("192.0.0.8", "reserved", false);
        row("192.0.0.9", "anycast", true);
        row("192.0.0.10", "anycast", true);
        row("192.0.0.170", "reserved", false);
        row("192.0.2.1", "documentation", false);
        row("192.31.196.1", "anycast", true);
        row("192.88.99.1", "reserved", false);
        row("192.168.1.1", "private", false);
        row("198.18.0.1", "benchmarking", false);
        row("198.19.255.255", "benchmarking", false);
        row("198.20.0.0", "global", true);
        row("198.51.100.7", "documentation", false);
        row("203.0.113.7", "documentation", false);
        row("224.0.0.1", "multicast", false);
        row("239.255.255.250", "multicast", false);
        row("240.0.0.1", "reserved", false);
        row("255.255.255.255", "broadcast", false);
        row("8.8.8.8", "global", true);
        row("::", "unspecified", false);
        row("::1", "loopback", false);
        row("::2", "reserved", false);
        row("::10.0.0.1", "reserved", false);
        row("::8.8.8.8", "reserved", false);
        row("::ffff:8.8.8.8", "mapped", true);
        row("::ffff:127.0.0.1", "mapped", false);
        row("::ffff:169.254.169.254", "mapped", false);
        row("64:ff9b::8.8.8.8", "nat64", true);
        row("64:ff9b::a00:1", "nat64", false);
        row("64:ff9b:1::8.8.8.8", "nat64", false);
        row("100::1", "reserved", false);
        row("2001::1", "teredo", false);
        row("2001:1::1", "anycast", true);
        row("2001:1::4", "reserved", false);
        row("2001:2::1", "benchmarking", false);
        row("2001:2:1::1", "reserved", false);
        row("2001:3::1", "anycast", true);
        row("2001:4:112::1", "anycast", true);
        row("2001:20::1", "anycast", true);
        row("2001:1ff::1", "reserved", false);
        row("2001:200::1", "global", true);
        row("2001:db8::1", "documentation", false);
        row("2001:db9::1", "global", true);
        row("2002:0a00:0001::", "6to4", false);
        row("2002:0808:0808::1", "6to4", true);
        row("2606:4700:4700::1111", "global", true);
        row("2620:4f:8000::1", "anycast", true);
        row("3fff::1", "documentation", false);
        row("3fff:1000::1", "global", true);
        row("4000::1", "reserved", false);
        row("5f00::1", "reserved", false);
        row("fc00::1", "unique-local", false);
        row("fdff::1", "unique-local", false);
        row("fe00::1", "reserved", false);
        row("fe80::1", "link-local", false);
        row("fec0::1", "site-local", false);
        row("ff02::1", "multicast", false);
        // ISATAP identifiers carry an IPv4 address wherever they stand
        row("2606:4700::5efe:10.0.0.1", "global", false);
        row("2606:4700::200:5efe:8.8.8.8", "global", true);
    }
    void classes() {
        QFETCH(const QByteArray, kind);
        QFETCH(const bool, reachable);
        const IpAddress address = *IpAddress::parse(QTest::currentDataTag());
        QCOMPARE(std::string(nameOf(classify(address))), kind.toStdString());
        QCOMPARE(isGloballyReachable(address), reachable);
    }

    void embedded_data() {
        QTest::addColumn<QByteArray>("carried");
        const auto row = [](const char* address, const char* carried) { QTest::newRow(address) << QByteArray(carried); };
        row("::ffff:10.0.0.1", "10.0.0.1");
        row("64:ff9b::a00:1", "10.0.0.1");
        row("64:ff9b:1::a00:1", "10.0.0.1");
        row("2002:0a00:0001::", "10.0.0.1");
        row("2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45"); // RFC 4380's own kind of example
        row("::10.0.0.1", "10.0.0.1");
        row("fe80::5efe:10.0.0.1", "10.0.0.1");
        row("::1", "");
        row("::", "");
        row("2001:db8::10.0.0.1", "");
        row("10.0.0.1", "");
    }
    void embedded() {
        QFETCH(const QByteArray, carried);
        const auto inner = embeddedIpv4(*IpAddress::parse(QTest::currentDataTag()));
        QCOMPARE(inner ? inner->toString() : std::string(), carried.toStdString());
    }

    void scopes_data() {
        QTest::addColumn<int>("scope");
        const auto row = [](const char* address, MulticastScope scope) {
            QTest::newRow(address) << static_cast<int>(scope);
        };
        row("ff01::1", MulticastScope::Interface);
        row("ff02::1", MulticastScope::Link);
        row("ff13::1", MulticastScope::Realm);
        row("ff04::1", MulticastScope::Admin);
        row("ff05::2", MulticastScope::Site);
        row("ff08::1", MulticastScope::Organization);
        row("ff0e::1", MulticastScope::Global);
        row("ff00::1", MulticastScope::Unassigned);
        row("224.0.0.251", MulticastScope::Link);
        row("224.0.1.1", MulticastScope::Global);
        row("239.255.255.250", MulticastScope::Site);
        row("239.192.0.1", MulticastScope::Organization);
        row("239.0.0.1", MulticastScope::Unassigned);
        row("::ffff:224.0.0.251", MulticastScope::Link);
        row("10.0.0.1", MulticastScope::None);
    }
    void scopes() {
        QFETCH(const int, scope);
        QCOMPARE(static_cast<int>(multicastScope(*IpAddress::parse(QTest::currentDataTag()))), scope);
    }

    void scopeNeeded() {
        QVERIFY(needsScope(*IpAddress::parse("fe80::1")));
        QVERIFY(!needsScope(*IpAddress::parse("fe80::1%lo")));
        QVERIFY(!needsScope(*IpAddress::parse("169.254.1.1")));
        QVERIFY(classify(IpAddress()) == AddressClass::None);
        QVERIFY(isLoopback(*IpAddress::parse("::ffff:127.0.0.1")));
        QVERIFY(isUnspecified(*IpAddress::parse("::ffff:0.0.0.0")));
        QVERIFY(isMulticast(*IpAddress::parse("::ffff:224.0.0.1")));
    }
};

QTEST_APPLESS_MAIN(AddressClassTest)
#include "address_class_test.moc"
