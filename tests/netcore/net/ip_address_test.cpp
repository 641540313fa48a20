// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netcore/base/random.hpp"
#include "netcore/net/ip_address.hpp"

#include <QTest>
#include <arpa/inet.h>
#include <unordered_set>

using namespace burrow;
using enum AddressError;

namespace {

std::uint32_t fakeZone(const char* name) { return std::string_view(name) == "eth0" ? 7 : 0; }

IpAddress::ParseOptions zones() { return {.zoneIndex = fakeZone}; }

IpAddress randomAddress(Random& random) {
    const std::uint64_t shape = random.next64();
    if (shape % 4 == 0)
        return IpAddress::v4(static_cast<std::uint32_t>(random.next64()));
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < 16; ++i)
        bytes[i] = static_cast<std::uint8_t>(random.next64());
    for (unsigned group = 0; group < 8; ++group) // runs of zero and short groups are the interesting ones
        if (shape >> (8 + group * 2) & 1) {
            bytes[group * 2] = 0;
            if (shape >> (9 + group * 2) & 1)
                bytes[group * 2 + 1] = 0;
        }
    if (shape % 64 == 5) {
        std::fill_n(bytes.begin(), 10, std::uint8_t{0});
        bytes[10] = bytes[11] = 0xFF;
    }
    return IpAddress::v6(bytes);
}

} // namespace

class IpAddressTest : public QObject {
    Q_OBJECT

private slots:
    void accepted_data() {
        QTest::addColumn<QByteArray>("printed");
        const auto row = [](const char* text, const char* printed) { QTest::newRow(text) << QByteArray(printed); };
        row("192.168.1.1", "192.168.1.1");
        row("0.0.0.0", "0.0.0.0");
        row("255.255.255.255", "255.255.255.255");
        row("::", "::");
        row("::1", "::1");
        row("1::", "1::");
        row("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8");
        row("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
        row("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8");
        row("::ffff:1.2.3.4", "::ffff:1.2.3.4");
        row("::FFFF:102:304", "::ffff:1.2.3.4");
        row("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304");
        row("::1.2.3.4", "::102:304");
        row("64:ff9b::10.0.0.1", "64:ff9b::a00:1");
        row("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1");
        row("2001:0:0:1:0:0:0:1", "2001:0:0:1::1");
        row("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1");
        row("2001:DB8::", "2001:db8::");
        row("2001:0db8::0001", "2001:db8::1");
        row("fe80::1%2", "fe80::1%2");
        row("ff02::1%4294967295", "ff02::1%4294967295");
    }
    void accepted() {
        QFETCH(const QByteArray, printed);
        const auto address = IpAddress::parse(QTest::currentDataTag(), zones());
        QVERIFY2(address.has_value(), address ? "" : address.error().message().c_str());
        std::string text = address->toString();
        // An interface with this number may exist here; its name is then the printed zone.
        if (address->scope() != 0 && !text.ends_with(printed.mid(printed.indexOf('%')).toStdString()))
            QVERIFY(IpAddress::parse(text) == *address);
        else
            QCOMPARE(text, printed.toStdString());
    }

    void rejected_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("offset");
        const auto row = [](const char* text, AddressError code, int offset) {
            QTest::newRow(*text ? text : "empty") << static_cast<int>(code) << offset;
        };
        row("", Empty, 0);
        row("010.1.1.1", LeadingZero, 0);
        row("1.00.1.1", LeadingZero, 2);
        row("1.2.3", TooFewOctets, 5);
        row("1.2.3.", TooFewOctets, 6);
        row("1.2.3.4.5", TooManyOctets, 7);
        row("256.1.1.1", OctetTooBig, 0);
        row("1.1.1.1000", OctetTooBig, 6);
        row("1.1.1.99999", OctetTooBig, 6);
        row("1.2.3.4 ", BadCharacter, 7);
        row(" 1.2.3.4", BadCharacter, 0);
        row("1..2.3", BadCharacter, 2);
        row("-1.2.3.4", BadCharacter, 0);
        row("0x7f.0.0.1", BadCharacter, 1);
        row("127.1", TooFewOctets, 5);
        row("2130706433", OctetTooBig, 0);
        row("\xEF\xBC\x91.2.3.4", BadCharacter, 0);
        row(":::", BadCharacter, 2);
        row(":", BadCharacter, 0);
        row("1::2::3", SecondGap, 5);
        row("1:2:3:4:5:6:7", TooFewGroups, 13);
        row("1:2:3:4:5:6:7:8:9", TooManyGroups, 16);
        row("12345::", GroupTooLong, 0);
        row("1:02345::", GroupTooLong, 2);
        row("g::", BadCharacter, 0);
        row(":1::", BadCharacter, 0);
        row("1:", TooFewGroups, 2);
        row("1:2:3:4:5:6:7:", TooFewGroups, 14);
        row("1::%", ZoneNotAllowed, 3);
        row("1:2:3:4:5:6:7:8::", EmptyGap, 17);
        row("1:2:3:4::5:6:7:8", EmptyGap, 16);
        row("::ffff:01.2.3.4", LeadingZero, 7);
        row("::ffff:1.2.3", TooFewOctets, 12);
        row("::ffff:1.2.3.4.5", TooManyOctets, 14);
        row("1.2.3.4::", BadCharacter, 7);
        row("1:2:3:4:5:6:7:1.2.3.4", TooManyGroups, 14);
        row("1:2:3:4:5:6::1.2.3.4", EmptyGap, 20);
        row("::.1.2.3", BadCharacter, 2);
        row("fe80::1%", BadZone, 8);
        row("fe80::1%eth0%1", BadZone, 8);
        row("fe80::1%abcdefghijklmnop", BadZone, 8);
        row("fe80::1%0", BadZone, 8);
        row("fe80::1%02", BadZone, 8);
        row("fe80::1%4294967296", BadZone, 8);
        row("fe80::1%eth0]", BadZone, 8);
        row("fe80::1%eth 0", BadZone, 8);
        row("fe80::1%eth9", UnknownZone, 8);
        row("2001:db8::1%eth0", ZoneNotAllowed, 11);
        row("1.2.3.4%eth0", BadCharacter, 7);
        row("[::1]", BadCharacter, 0);
    }
    void rejected() {
        QFETCH(const int, code);
        QFETCH(const int, offset);
        const std::string_view tag = QTest::currentDataTag();
        const auto address = IpAddress::parse(tag == "empty" ? "" : tag, zones());
        QVERIFY(!address.has_value());
        QCOMPARE(address.error().code(), code);
        QCOMPARE(static_cast<int>(address.error().offset()), offset);
        QVERIFY(address.error().kind() == ErrorKind::PeerFault);
        QVERIFY(!address.error().text().empty());
    }

    void nulIsACharacter() {
        QVERIFY(!IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
        QVERIFY(!IpAddress::parse(std::string_view("::1\0", 4)));
    }

    void zonePolicy_data() {
        QTest::addColumn<bool>("allow");
        QTest::addColumn<bool>("allowGlobal");
        QTest::addColumn<bool>("good");
        QTest::newRow("fe80::1%eth0") << true << false << true;
        QTest::newRow("febf::1%eth0") << true << false << true;
        QTest::newRow("fec0::1%eth0") << true << false << false;
        QTest::newRow("ff02::1%eth0") << true << false << true;
        QTest::newRow("ff05::1%eth0") << true << false << false;
        QTest::newRow("fe80::2%eth0") << false << false << false;
        QTest::newRow("2001:db8::1%eth0") << true << true << true;
    }
    void zonePolicy() {
        QFETCH(const bool, allow);
        QFETCH(const bool, allowGlobal);
        QFETCH(const bool, good);
        const auto address = IpAddress::parse(
            QTest::currentDataTag(), {.allowZone = allow, .allowZoneOnGlobal = allowGlobal, .zoneIndex = fakeZone});
        QCOMPARE(address.has_value(), good);
        if (good)
            QCOMPARE(address->scope(), 7u);
    }

    void loopbackZonePrintsItsName() {
        const auto address = IpAddress::parse("fe80::1%lo");
        QVERIFY(address.has_value());
        QCOMPARE(address->toString(), std::string("fe80::1%lo"));
    }

    void parseUndoesFormat() {
        SeededRandom random(1);
        for (int i = 0; i < 1'000'000; ++i) {
            const IpAddress address = randomAddress(random);
            const std::string text = address.toString();
            const auto again = IpAddress::parse(text);
            if (!again || *again != address || again->hash() != address.hash())
                QFAIL(text.c_str());
        }
    }

    /// Differences to the C library: it prints ::a.b.c.d (the deprecated compatible form) dotted, we print it in hex,
    /// since RFC 5952 §5 asks for dotted text only where a prefix tells it.
    void agreesWithTheCLibrary() {
        SeededRandom random(2);
        int different = 0;
        for (int i = 0; i < 50'000; ++i) {
            const IpAddress address = randomAddress(random);
            const int family = address.isV4() ? AF_INET : AF_INET6;
            char theirs[INET6_ADDRSTRLEN];
            QVERIFY(::inet_ntop(family, address.bytes().data(), theirs, sizeof theirs));
            const std::string ours = address.toString();
            std::uint8_t bytes[16];
            QCOMPARE(::inet_pton(family, ours.c_str(), bytes), 1);
            QVERIFY(std::equal(address.bytes().begin(), address.bytes().end(), bytes));
            if (ours == theirs)
                continue;
            ++different;
            QVERIFY2(std::string_view(theirs).starts_with("::") && std::string_view(theirs).find('.') != std::string::npos,
                     theirs);
        }
        QVERIFY(different < 500);
    }

    /// Mutated texts: both accept or both refuse, but for the listed differences.
    void acceptsWhatTheCLibraryAccepts() {
        SeededRandom random(3);
        const std::string_view alphabet = "0123456789abcdefF:.: %xg";
        int accepted = 0;
        for (int i = 0; i < 60'000; ++i) {
            std::string text = randomAddress(random).toString();
            const std::uint64_t dice = random.next64();
            const std::size_t at = dice % text.size();
            const char c = alphabet[dice >> 32 & 15];
            if (dice >> 40 & 1)
                text[at] = c;
            else if (dice >> 41 & 1)
                text.insert(text.begin() + static_cast<std::ptrdiff_t>(at), c);
            else
                text.erase(at, 1);
            std::uint8_t bytes[16];
            const bool theirs = ::inet_pton(AF_INET, text.c_str(), bytes) == 1 ||
                                ::inet_pton(AF_INET6, text.c_str(), bytes) == 1;
            const bool ours = IpAddress::parse(text).has_value();
            accepted += ours;
            if (ours != theirs)
                QFAIL((text + (ours ? " accepted by us alone" : " refused by us alone")).c_str());
        }
        QVERIFY(accepted > 2'000);
    }

    void canonical() {
        const IpAddress mapped = *IpAddress::parse("::ffff:10.0.0.1");
        const IpAddress plain = *IpAddress::parse("10.0.0.1");
        QVERIFY(mapped != plain);
        QVERIFY(mapped.canonical() == plain);
        QVERIFY(plain.canonical() == plain);
        QCOMPARE(mapped.canonical().toString(), std::string("10.0.0.1"));
        QVERIFY(plain < mapped);
        QVERIFY(IpAddress() < plain);
    }

    void hashSpreads() {
        std::unordered_set<std::size_t> seen;
        for (std::uint32_t i = 0; i < 10'000; ++i)
            seen.insert(IpAddress::v4(0x0A000000 + i).hash() & 0xFFFFF);
        QVERIFY2(seen.size() > 9'800, std::to_string(seen.size()).c_str()); // 9 952 are expected of 2^20 places
    }

    void prefixes_data() {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("inside");
        const auto row = [](const char* prefix, const char* address, bool inside) {
            QTest::addRow("%s %s", prefix, address) << QByteArray(address) << inside;
        };
        row("10.0.0.0/8", "10.255.0.1", true);
        row("10.0.0.0/8", "::ffff:10.0.0.1", true);
        row("10.0.0.0/8", "11.0.0.0", false);
        row("::ffff:10.0.0.0/104", "10.1.2.3", true);
        row("::ffff:10.0.0.0/104", "11.1.2.3", false);
        row("0.0.0.0/0", "1.2.3.4", true);
        row("0.0.0.0/0", "::1", false);
        row("::/0", "::1", true);
        row("::/0", "1.2.3.4", false);
        row("192.0.2.1", "192.0.2.1", true);
        row("192.0.2.1", "192.0.2.2", false);
        row("192.0.2.128/25", "192.0.2.127", false);
        row("192.0.2.128/25", "192.0.2.255", true);
        row("fe80::/10", "febf::1%lo", true);
        row("fe80::/10", "fec0::1", false);
        row("2001:db8::/127", "2001:db8::1", true);
        row("2001:db8::/127", "2001:db8::2", false);
    }
    void prefixes() {
        QFETCH(const QByteArray, address);
        QFETCH(const bool, inside);
        const std::string tag = QTest::currentDataTag();
        const auto prefix = IpPrefix::parse(tag.substr(0, tag.find(' ')));
        QVERIFY(prefix.has_value());
        QCOMPARE(prefix->contains(*IpAddress::parse(address.toStdString())), inside);
        QVERIFY(*IpPrefix::parse(prefix->toString()) == *prefix);
        QVERIFY(!prefix->contains(IpAddress()));
    }

    void badPrefixes_data() {
        QTest::addColumn<int>("code");
        const auto row = [](const char* text, AddressError code) { QTest::newRow(text) << static_cast<int>(code); };
        row("10.0.0.1/8", HostBitsSet);
        row("10.0.0.0/33", BadPrefixLength);
        row("10.0.0.0/", BadPrefixLength);
        row("10.0.0.0/08", BadPrefixLength);
        row("10.0.0.0/+8", BadPrefixLength);
        row("10.0.0.0/8/8", BadPrefixLength);
        row("::/129", BadPrefixLength);
        row("::1/127", HostBitsSet);
        row("fe80::%lo/10", ZoneNotAllowed);
        row("10/8", TooFewOctets);
    }
    void badPrefixes() {
        QFETCH(const int, code);
        const auto prefix = IpPrefix::parse(QTest::currentDataTag());
        QVERIFY(!prefix.has_value());
        QCOMPARE(prefix.error().code(), code);
    }

    void legacyForms_data() {
        QTest::addColumn<QByteArray>("printed");
        const auto row = [](const char* text, const char* printed) { QTest::newRow(text) << QByteArray(printed); };
        row("127.1", "127.0.0.1");
        row("0x7f.0.0.1", "127.0.0.1");
        row("0x7f.1", "127.0.0.1");
        row("017700000001", "127.0.0.1");
        row("2130706433", "127.0.0.1");
        row("010.1.1.1", "8.1.1.1");
        row("1.2.65535", "1.2.255.255");
        row("0", "0.0.0.0");
        row("1.2.65536", "");
        row("256.1.1.1", "");
        row("4294967296", "");
        row("08.1.1.1", "");
        row("1.2.3.4.5", "");
        row("1.2.3.", "");
        row("example", "");
    }
    void legacyForms() {
        QFETCH(const QByteArray, printed);
        const auto address = parseLegacyInetAton(QTest::currentDataTag());
        QCOMPARE(address.has_value(), !printed.isEmpty());
        if (address)
            QCOMPARE(address->toString(), printed.toStdString());
    }

    void numericLooking() {
        for (const char* text : {"1.2.3", "0x7f.1", "256.1.1.1", "1", "example.1", "a.0x", "1.2.3.4."})
            QVERIFY2(looksLikeIpv4(text), text);
        for (const char* text : {"example.org", "1.example", "", ".", "0xg", "1-2"})
            QVERIFY2(!looksLikeIpv4(text), text);
    }
};

QTEST_APPLESS_MAIN(IpAddressTest)
#include "ip_address_test.moc"
