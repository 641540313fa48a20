// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netprotocols/plugin_host/elf_check.hpp"
#include "netprotocols/plugin_host/plugin_error.hpp"
#include "netprotocols/plugin_host/plugin_file.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

using namespace burrow;
using namespace burrow::plugin_host;

namespace {

const std::string samples = BURROW_SAMPLE_DIR "/";

QByteArray contentOf(const std::string& path) {
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// Each kind of broken file is refused by its own sentence, and none of them crashes the host.
class PluginFileTest : public QObject {
    Q_OBJECT

    std::string write(const char* name, const QByteArray& bytes, ::mode_t mode = 0755) {
        const std::string path = (m_folder.path() + QLatin1Char('/') + QLatin1String(name)).toStdString();
        std::ofstream(path, std::ios::binary).write(bytes.data(), bytes.size());
        ::chmod(path.c_str(), mode);
        return path;
    }
    QByteArray patched(std::size_t offset, const QByteArray& bytes) const {
        return QByteArray(m_good).replace(static_cast<int>(offset), bytes.size(), bytes);
    }
    template <class T>
    QByteArray patchedHeader(T Elf64_Ehdr::* field, T value) const {
        QByteArray copy = m_good;
        Elf64_Ehdr header;
        std::memcpy(&header, copy.constData(), sizeof header);
        header.*field = value;
        std::memcpy(copy.data(), &header, sizeof header);
        return copy;
    }
    static QByteArray reasonFor(const std::string& path) {
        const auto loaded = checkPlugin(path);
        if (loaded)
            return "loaded";
        const std::string message = loaded.error().message();
        if (!message.starts_with(path + ": "))
            return "the path is missing: " + QByteArray::fromStdString(message);
        return QByteArray::fromStdString(message.substr(path.size() + 2));
    }

private Q_SLOTS:
    void initTestCase() {
        m_good = contentOf(samples + "none.so");
        QVERIFY(!m_good.isEmpty());
    }

    void aSoundFileIsReported() {
        const auto report = checkPlugin(samples + "none.so");
        QVERIFY2(report, report ? "" : report.error().message().c_str());
        QCOMPARE(report->id, std::string("test.broken"));
        QCOMPARE(report->version, std::string("1.0.0"));
        QCOMPARE(report->abiMajor, BURROW_ABI_MAJOR);
        QCOMPARE(report->abiMinor, BURROW_ABI_MINOR);
        QCOMPARE(report->kinds, std::vector<std::string>{"stream"});
        QCOMPARE(report->absent,
                 (std::vector<std::string>{"instance_configure", "instance_describe", "stream.session_eof",
                                           "stream.session_writable", "stream.session_timeout",
                                           "stream.session_drain", "stream.connect_failed",
                                           "stream.session_describe"}));
    }

    void brokenTables_data() {
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("no_symbol") << QByteArray("not a plugin: it does not export burrow_plugin_entry");
        QTest::newRow("no_table") << QByteArray("its entry function gave no table for a host with ABI 1.0");
        QTest::newRow("other_major")
            << QByteArray("ABI 7.0: built for another major version of the plugin ABI; this host has 1.0");
        QTest::newRow("tiny_table")
            << QByteArray("plugin table has 8 of 12 bytes: the table is shorter than the plugin ABI demands");
        QTest::newRow("short_table")
            << QByteArray("plugin table has 40 of 56 bytes: the table is shorter than the plugin ABI demands");
        QTest::newRow("empty_id") << QByteArray("its id is empty");
        QTest::newRow("null_id") << QByteArray("its id is empty");
        QTest::newRow("bad_id") << QByteArray("id \"No Dots\": an id is 3 to 64 of a-z, 0-9, '.', '_' and '-', with a "
                                              "dot between two parts");
        QTest::newRow("long_id")
            << QByteArray("id \"a.01234567890123456789012345678901234567890123456789012345678901\": an id is 3 to 64 "
                          "of a-z, 0-9, '.', '_' and '-', with a dot between two parts");
        QTest::newRow("bad_version") << QByteArray("test.broken: a version is 1 to 32 printable characters");
        QTest::newRow("no_kinds") << QByteArray("it offers no kind of work");
        QTest::newRow("many_kinds") << QByteArray("17 kinds: at most 16 kinds can be offered");
        QTest::newRow("unknown_kind")
            << QByteArray("kind \"telepathy\": unknown to this host, which knows stream, datagram, http, log and auth");
        QTest::newRow("two_streams") << QByteArray("kind \"stream\": offered twice");
        QTest::newRow("no_kind_table") << QByteArray("kind \"stream\": the kind has no table");
        QTest::newRow("null_kind") << QByteArray("an empty kind: the kind has no table");
        QTest::newRow("short_kind")
            << QByteArray("kind has 4 of 24 bytes: the table is shorter than the plugin ABI demands");
        QTest::newRow("short_stream")
            << QByteArray("stream table has 16 of 32 bytes: the table is shorter than the plugin ABI demands");
        QTest::newRow("no_create") << QByteArray("instance_create: a mandatory function is missing");
        QTest::newRow("no_receive") << QByteArray("stream.session_receive: a mandatory function is missing");
    }
    void brokenTables() {
        QFETCH(QByteArray, sentence);
        QCOMPARE(reasonFor(samples + QTest::currentDataTag() + ".so"), sentence);
    }

    void whatTheLinkerRefuses() {
        const std::string reason = reasonFor(samples + "unresolved.so").toStdString();
        QCOMPARE(reason, std::string("undefined symbol: nobody_defines_this: the dynamic linker refused it"));
    }

    void filesThatAreNoPlugins() {
        const std::string folder = m_folder.path().toStdString();
        QCOMPARE(reasonFor(folder + "/absent.so"), QByteArray("there is no such file"));
        QCOMPARE(reasonFor(samples + "none.so/x.so"), QByteArray("there is no such file"));
        QCOMPARE(reasonFor(folder), QByteArray("not a regular file"));
        QCOMPARE(::mkfifo((folder + "/pipe.so").c_str(), 0600), 0);
        QCOMPARE(reasonFor(folder + "/pipe.so"), QByteArray("not a regular file"));
        QCOMPARE(reasonFor("/dev/null"), QByteArray("not a regular file"));
        QCOMPARE(reasonFor(write("empty.so", "")), QByteArray("not an ELF file"));
        QCOMPARE(reasonFor(write("text.so", "#!/bin/sh\necho hello\n")), QByteArray("not an ELF file"));
        QCOMPARE(reasonFor(write("open.so", m_good, 0757)),
                 QByteArray("others may write to this file, so it is not loaded (chmod o-w cures it)"));
        QCOMPARE(reasonFor("/bin/true"), QByteArray("an ELF file, but not a shared object"));
        QCOMPARE(reasonFor(write("huge.so", "")), QByteArray("not an ELF file"));
        QCOMPARE(::truncate((folder + "/huge.so").c_str(), static_cast<::off_t>(longestPluginFile) + 1), 0);
        QCOMPARE(reasonFor(folder + "/huge.so"), QByteArray("longer than a plugin may be"));
        QCOMPARE(reasonFor(write("copy.so", m_good)), QByteArray("loaded"));
    }
    void filesOfAnotherUser() {
        if (::geteuid() != 0)
            QSKIP("only root can give a file away");
        const std::string path = write("foreign.so", m_good);
        QCOMPARE(::chown(path.c_str(), 12345, 12345), 0);
        QCOMPARE(reasonFor(path), QByteArray("the file belongs neither to root nor to the user of this process"));
    }

    void patchedHeaders() {
        const QByteArray other("built for another processor or word size");
        QCOMPARE(reasonFor(write("machine.so", patchedHeader<Elf64_Half>(&Elf64_Ehdr::e_machine, EM_S390))), other);
        QCOMPARE(reasonFor(write("class.so", patched(EI_CLASS, QByteArray(1, ELFCLASS32)))), other);
        QCOMPARE(reasonFor(write("order.so", patched(EI_DATA, QByteArray(1, 3)))), other);
        const QByteArray kind("an ELF file, but not a shared object");
        QCOMPARE(reasonFor(write("object.so", patchedHeader<Elf64_Half>(&Elf64_Ehdr::e_type, ET_REL))), kind);
        QCOMPARE(reasonFor(write("exec.so", patchedHeader<Elf64_Half>(&Elf64_Ehdr::e_type, ET_EXEC))), kind);
        const QByteArray cut("cut off or damaged: its ELF tables point outside the file");
        QCOMPARE(reasonFor(write("phnum.so", patchedHeader<Elf64_Half>(&Elf64_Ehdr::e_phnum, 60000))), cut);
        QCOMPARE(reasonFor(write("none.so", patchedHeader<Elf64_Half>(&Elf64_Ehdr::e_phnum, 0))), cut);
        QCOMPARE(reasonFor(write("phoff.so", patchedHeader<Elf64_Off>(&Elf64_Ehdr::e_phoff, ~0ull - 8))), cut);
    }

    /// Cut after every 61st byte: always refused, never loaded.
    void everyCutIsRefused() {
        const QByteArray cut("cut off or damaged: its ELF tables point outside the file");
        for (int size = 4; size < m_good.size(); size += 61)
            QCOMPARE(reasonFor(write("cut.so", m_good.left(size))), cut);
        QCOMPARE(reasonFor(write("cut.so", m_good.left(m_good.size() - 1))), cut);
    }

    /// The check on bytes alone survives any change of one byte in headers and tables; it may find the file sound.
    void everyChangedByteIsSurvived() {
        QByteArray copy = m_good;
        const int checked = std::min(static_cast<int>(copy.size()), 12 * 1024);
        for (int i = 0; i < checked; ++i) {
            for (const char change : {'\x01', '\x80', '\xFF'}) {
                const char old = copy[i];
                copy[i] = static_cast<char>(old ^ change);
                (void)checkElf(asBytes({copy.constData(), static_cast<std::size_t>(copy.size())}),
                               "burrow_plugin_entry");
                copy[i] = old;
            }
        }
        QVERIFY(checkElf(asBytes({copy.constData(), static_cast<std::size_t>(copy.size())}), "burrow_plugin_entry"));
    }

private:
    QTemporaryDir m_folder;
    QByteArray m_good;
};

QTEST_APPLESS_MAIN(PluginFileTest)
#include "plugin_file_test.moc"
