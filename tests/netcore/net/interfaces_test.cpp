// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/net/interfaces.hpp"
#include "netcore/net/netlink.hpp"

#include <QTest>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <set>

#include "netcore/net/endpoint.hpp"

using namespace burrow;

class InterfacesTest : public QObject {
    Q_OBJECT

private slots:
    void loopback() {
        const auto list = listInterfaces();
        QVERIFY2(list.has_value(), list ? "" : list.error().message().c_str());
        const auto lo = std::find_if(list->begin(), list->end(), [](const auto& one) { return one.loopback; });
        QVERIFY(lo != list->end());
        QCOMPARE(lo->index, ::if_nametoindex(lo->name.c_str()));
        QVERIFY(lo->kind == InterfaceKind::Loopback);
        QVERIFY(lo->up && lo->mtu >= 1500 && !lo->defaultRouteV4);
        const auto v4 = std::find_if(lo->addresses.begin(), lo->addresses.end(),
                                     [](const auto& one) { return one.address.toString() == "127.0.0.1"; });
        QVERIFY(v4 != lo->addresses.end());
        QCOMPARE(v4->network.toString(), std::string("127.0.0.0/8"));
        QCOMPARE(lo->netmask(), std::string("255.0.0.0"));
        QVERIFY(v4->permanent && !v4->tentative);
    }

    /// The C library's view of the same tables.
    void agreesWithGetifaddrs() {
        const auto list = listInterfaces();
        QVERIFY(list.has_value());
        std::set<std::string> ours, theirs;
        for (const NetworkInterface& interface : *list) {
            QVERIFY(!nameOf(interface.kind).empty());
            for (const InterfaceAddress& entry : interface.addresses)
                ours.insert(interface.name + ' ' + entry.address.toString());
        }
        ::ifaddrs* first = nullptr;
        QCOMPARE(::getifaddrs(&first), 0);
        for (::ifaddrs* one = first; one; one = one->ifa_next) {
            if (!one->ifa_addr)
                continue;
            const auto found = std::find_if(list->begin(), list->end(),
                                            [&](const auto& candidate) { return candidate.name == one->ifa_name; });
            QVERIFY(found != list->end());
            if (one->ifa_addr->sa_family == AF_PACKET) {
                const auto* link = reinterpret_cast<const ::sockaddr_ll*>(one->ifa_addr);
                if (!found->mac.empty())
                    QVERIFY(found->mac == MacAddress({link->sll_addr, link->sll_halen}));
                QCOMPARE(found->up, (one->ifa_flags & IFF_UP) != 0);
            } else {
                const auto size = one->ifa_addr->sa_family == AF_INET ? 16u : 28u;
                theirs.insert(std::string(one->ifa_name) + ' ' +
                              Endpoint::fromSockaddr(one->ifa_addr, size).address().toString());
            }
        }
        ::freeifaddrs(first);
        QVERIFY(ours == theirs);
    }

    void filters() {
        QVERIFY(listInterfaces({.pattern = "no-such-*"})->empty());
        const auto usable = listInterfaces({.onlyUp = true, .skipLoopback = true});
        for (const NetworkInterface& interface : *usable)
            QVERIFY(interface.up && !interface.loopback);
        const auto lo = listInterfaces({.pattern = "l[o]"});
        QCOMPARE(lo->size(), std::size_t{1});
    }

    void macs_data() {
        QTest::addColumn<QByteArray>("printed");
        QTest::newRow("00:16:3e:5a:01:ff") << QByteArray("00:16:3e:5a:01:ff");
        QTest::newRow("00-16-3E-5A-01-FF") << QByteArray("00:16:3e:5a:01:ff");
        QTest::newRow("80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0a:0b:0c")
            << QByteArray("80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0a:0b:0c");
        for (const char* bad : {"0016:3e:5a:01:ff", "00:16:3e:5a:01", "00:16:3e:5a:01:ff:", "00:16-3e:5a:01:ff",
                                "00:16:3e:5a:01:f", "00:16:3e:5a:01:fg", "00:16:3e:5a:01:ff:00", "x"})
            QTest::newRow(bad) << QByteArray();
    }
    void macs() {
        QFETCH(const QByteArray, printed);
        const auto mac = MacAddress::parse(QTest::currentDataTag());
        QCOMPARE(mac.has_value(), !printed.isEmpty());
        if (mac)
            QCOMPARE(mac->toString(), printed.toStdString());
    }
    void macBits() {
        QVERIFY(MacAddress::parse("01:00:5e:00:00:01")->isMulticast());
        QVERIFY(MacAddress::parse("02:00:00:00:00:01")->isLocallyAdministered());
        QCOMPARE(MacAddress::parse("02:00:00:00:00:01")->toString('-'), std::string("02-00-00-00-00-01"));
        QVERIFY(!MacAddress::parse(""));
        QVERIFY(MacAddress().toString().empty());
    }

    /// Attributes cut at every byte: never read beyond the end.
    void attributesCutShort() {
        struct {
            ::rtattr header{sizeof(::rtattr) + 4, IFLA_MTU};
            std::uint32_t value = 1500;
            ::rtattr second{sizeof(::rtattr) + 3, IFLA_IFNAME};
            char name[4] = {'l', 'o', 0, 0};
        } message;
        for (std::size_t size = 0; size <= sizeof message; ++size) {
            const std::vector<std::byte> copy(reinterpret_cast<const std::byte*>(&message),
                                              reinterpret_cast<const std::byte*>(&message) + size);
            int seen = 0;
            netlink::eachAttribute(copy, [&](std::uint16_t type, Bytes payload) {
                ++seen;
                if (type == IFLA_MTU)
                    QCOMPARE(netlink::load<std::uint32_t>(payload), 1500u);
                else
                    QCOMPARE(netlink::text(payload), std::string_view("lo"));
            });
            QCOMPARE(seen, size >= 15 ? 2 : size >= 8 ? 1 : 0);
        }
    }
};

QTEST_APPLESS_MAIN(InterfacesTest)
#include "interfaces_test.moc"
