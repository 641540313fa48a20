// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/fd.hpp"
#include "netcore/net/socket_options.hpp"

#include <QTest>
#include <cerrno>
#include <functional>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace burrow;
using namespace std::chrono_literals;
namespace option = burrow::socket_option;

namespace {

struct Case {
    const char* name;
    int domain, type;
    std::function<std::string(int fd)> run; ///< what is wrong, empty if nothing
};

template <class T>
Case setAndRead(const char* name, int domain, int type, const SocketOption<T>& option, T value,
                std::function<bool(const T&)> fits = {}) {
    return {name, domain, type, [&option, value, fits](int fd) -> std::string {
                if (auto set = setOption(fd, option, value); !set) {
                    if (set.error().code() == EPERM)
                        return {}; // needs a capability that the tester may lack; the call reached the kernel
                    return set.error().message();
                }
                const auto read = readOption(fd, option);
                if (!read)
                    return read.error().message();
                return (fits ? fits(*read) : *read == value) ? "" : "reads back differently";
            }};
}

std::vector<Case> cases() {
    const auto atLeast = [](int least) { return [least](const int& value) { return value >= least; }; };
    const auto seconds = [](const std::chrono::seconds& value) { return value >= 10s && value < 60s; };
    std::vector<Case> list;
    constexpr int v4 = AF_INET, v6 = AF_INET6, tcp = SOCK_STREAM, udp = SOCK_DGRAM;
    list.push_back(setAndRead("reuseAddress", v4, tcp, option::reuseAddress, true));
    list.push_back(setAndRead("reusePort", v4, tcp, option::reusePort, true));
    list.push_back(setAndRead("broadcast", v4, udp, option::broadcast, true));
    list.push_back(setAndRead("dontRoute", v4, udp, option::dontRoute, true));
    list.push_back(setAndRead("outOfBandInline", v4, tcp, option::outOfBandInline, true));
    list.push_back(setAndRead("timestamps", v4, udp, option::timestamps, true));
    list.push_back(setAndRead("timestamping", v4, udp, option::timestamping, 1u << 3 | 1u << 4));
    list.push_back(setAndRead<int>("receiveBuffer", v4, udp, option::receiveBuffer, 40'000, atLeast(80'000)));
    list.push_back(setAndRead<int>("sendBuffer", v4, udp, option::sendBuffer, 40'000, atLeast(80'000)));
    list.push_back(setAndRead("receiveLowWater", v4, tcp, option::receiveLowWater, 100));
    list.push_back(setAndRead("priority", v4, tcp, option::priority, 5));
    list.push_back(setAndRead("mark", v4, tcp, option::mark, 7u));
    list.push_back(setAndRead("busyPoll", v4, udp, option::busyPoll, 50us));
    list.push_back(setAndRead<std::string>("bindToDevice", v4, udp, option::bindToDevice, "lo"));
    list.push_back(setAndRead("linger", v4, tcp, option::linger, Linger{5s}));
    list.push_back(setAndRead("lingerZero", v4, tcp, option::linger, Linger{0s}));
    list.push_back(setAndRead("lingerOff", v4, tcp, option::linger, Linger{}));
    list.push_back(setAndRead("keepAlive", v4, tcp, option::keepAlive, true));
    list.push_back(setAndRead("keepAliveIdle", v4, tcp, option::keepAliveIdle, 60s));
    list.push_back(setAndRead("keepAliveInterval", v6, tcp, option::keepAliveInterval, 10s));
    list.push_back(setAndRead("keepAliveCount", v4, tcp, option::keepAliveCount, 6));
    list.push_back(setAndRead("noDelay", v4, tcp, option::noDelay, true));
    list.push_back(setAndRead("cork", v4, tcp, option::cork, true));
    list.push_back(setAndRead("quickAck", v4, tcp, option::quickAck, false));
    list.push_back(setAndRead("userTimeout", v4, tcp, option::userTimeout, 30'000ms));
    list.push_back(setAndRead<std::chrono::seconds>("deferAccept", v4, tcp, option::deferAccept, 10s, seconds));
    list.push_back(setAndRead("fastOpenConnect", v4, tcp, option::fastOpenConnect, true));
    list.push_back(setAndRead<std::string>("congestion", v4, tcp, option::congestion, "reno"));
    list.push_back(setAndRead("v6Only", v6, tcp, option::v6Only, false));
    list.push_back(setAndRead("v6OnlyOn", v6, tcp, option::v6Only, true));
    list.push_back(setAndRead("freeBind", v4, tcp, option::freeBind, true));
    list.push_back(setAndRead("freeBind6", v6, tcp, option::freeBind, true));
    list.push_back(setAndRead("transparent", v4, tcp, option::transparent, true));
    list.push_back(setAndRead("transparent6", v6, tcp, option::transparent, true));
    list.push_back(setAndRead("bindAddressNoPort", v4, tcp, option::bindAddressNoPort, true));
    list.push_back(setAndRead("packetInfo", v4, udp, option::packetInfo, true));
    list.push_back(setAndRead("packetInfo6", v6, udp, option::packetInfo, true));
    list.push_back(setAndRead("trafficClass", v4, udp, option::trafficClass, 0xB8));
    list.push_back(setAndRead("trafficClass6", v6, udp, option::trafficClass, 0xB8));
    list.push_back(setAndRead("hopLimit", v4, udp, option::hopLimit, 3));
    list.push_back(setAndRead("hopLimit6", v6, udp, option::hopLimit, 3));
    list.push_back(setAndRead("mtuDiscovery", v4, udp, option::mtuDiscovery, MtuDiscovery::Always));
    list.push_back(setAndRead("mtuDiscovery6", v6, udp, option::mtuDiscovery, MtuDiscovery::Probe));
    list.push_back(setAndRead("multicastLoop", v4, udp, option::multicastLoop, false));
    list.push_back(setAndRead("multicastLoop6", v6, udp, option::multicastLoop, false));
    list.push_back(setAndRead("multicastHops", v4, udp, option::multicastHops, 9));
    list.push_back(setAndRead("multicastHops6", v6, udp, option::multicastHops, 9));
    return list;
}

Fd open(int domain, int type) { return Fd(::socket(domain, type | SOCK_CLOEXEC, 0)); }

} // namespace

class SocketOptionsTest : public QObject {
    Q_OBJECT

private slots:
    void readsBack_data() {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const Case& one : cases())
            QTest::newRow(one.name) << index++;
    }
    void readsBack() {
        QFETCH(const int, index);
        const Case one = cases()[static_cast<std::size_t>(index)];
        const Fd fd = open(one.domain, one.type);
        QVERIFY(fd);
        const std::string wrong = one.run(fd.get());
        QVERIFY2(wrong.empty(), wrong.c_str());
    }

    void dualStackSetsBothFamilies() {
        const Fd fd = open(AF_INET6, SOCK_DGRAM);
        QVERIFY(setOption(fd.get(), option::v6Only, false));
        QVERIFY(setOption(fd.get(), option::hopLimit, 5));
        int ttl = 0;
        ::socklen_t size = sizeof ttl;
        QCOMPARE(::getsockopt(fd.get(), IPPROTO_IP, IP_TTL, &ttl, &size), 0);
        QCOMPARE(ttl, 5);
    }

    void fastOpenNeedsAListener() {
        const Fd fd = open(AF_INET, SOCK_STREAM);
        QCOMPARE(::listen(fd.get(), 1), 0);
        QVERIFY(setOption(fd.get(), option::fastOpenQueue, 16));
        QCOMPARE(*readOption(fd.get(), option::fastOpenQueue), 16);
    }

    void errorsNameTheOption() {
        const Fd fd = open(AF_UNIX, SOCK_STREAM);
        const auto set = setOption(fd.get(), option::noDelay, true);
        QVERIFY(!set);
        QVERIFY(set.error().message().find("no-delay") != std::string::npos);
        const Fd v4 = open(AF_INET, SOCK_STREAM);
        QCOMPARE(setOption(v4.get(), option::v6Only, true).error().code(), ENOPROTOOPT);
        QVERIFY(setOption(v4.get(), option::keepAliveIdle, -1s).error().kind() == ErrorKind::Misuse);
        QVERIFY(setOption(v4.get(), option::keepAliveIdle, 3'000'000'000s).error().kind() == ErrorKind::Misuse);
        QVERIFY(setOption(v4.get(), option::congestion, std::string("a\0b", 3)).error().kind() == ErrorKind::Misuse);
    }

    void keepAliveAsAWhole() {
        const Fd fd = open(AF_INET, SOCK_STREAM);
        QVERIFY(enableKeepAlive(fd.get()));
        QVERIFY(*readOption(fd.get(), option::keepAlive));
        QVERIFY(*readOption(fd.get(), option::keepAliveIdle) == 60s);
        QVERIFY(*readOption(fd.get(), option::keepAliveInterval) == 10s);
        QCOMPARE(*readOption(fd.get(), option::keepAliveCount), 6);
    }

    void multicast_data() {
        QTest::addColumn<QByteArray>("group");
        QTest::addColumn<QByteArray>("source");
        QTest::newRow("v4") << QByteArray("239.1.2.3") << QByteArray();
        QTest::newRow("v4 source") << QByteArray("232.1.2.3") << QByteArray("127.0.0.1");
        QTest::newRow("v6") << QByteArray("ff15::1234") << QByteArray();
    }
    void multicast() {
        QFETCH(const QByteArray, group);
        QFETCH(const QByteArray, source);
        MulticastMembership membership{*IpAddress::parse(group.toStdString()), 1, {}};
        if (!source.isEmpty())
            membership.source = *IpAddress::parse(source.toStdString());
        const Fd fd = open(membership.group.isV6() ? AF_INET6 : AF_INET, SOCK_DGRAM);
        auto joined = joinMulticast(fd.get(), membership);
        QVERIFY2(joined.has_value(), joined ? "" : joined.error().message().c_str());
        QVERIFY(!joinMulticast(fd.get(), membership)); // once is enough for the kernel
        QVERIFY(leaveMulticast(fd.get(), membership));
        QVERIFY(!leaveMulticast(fd.get(), membership));
    }

    void multicastInterfaces() {
        const Fd v4 = open(AF_INET, SOCK_DGRAM);
        QVERIFY(setMulticastInterface(v4.get(), {1, IpAddress::v4(0x7F000001)}));
        QCOMPARE(multicastInterface(v4.get())->address.toString(), std::string("127.0.0.1"));
        const Fd v6 = open(AF_INET6, SOCK_DGRAM);
        QVERIFY(setMulticastInterface(v6.get(), {1, {}}));
        QCOMPARE(multicastInterface(v6.get())->index, 1u);
    }
};

QTEST_APPLESS_MAIN(SocketOptionsTest)
#include "socket_options_test.moc"
