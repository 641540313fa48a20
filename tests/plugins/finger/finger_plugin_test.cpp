// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "../plugin_rig.hpp"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

namespace {
/// JSON with ' for ".
QByteArray json(const char* text) { return QByteArray(text).replace('\'', '"'); }
} // namespace

class FingerPluginTest : public QObject {
    Q_OBJECT

    std::string write(const char* name, const std::string& text) {
        const std::string path = m_folder.filePath(QString::fromLatin1(name)).toStdString();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    std::string config(const std::string& more = {}) const { return "{\"users\": \"" + m_users + "\"" + more + "}"; }
    std::string ask(rig::Instance& instance, const std::string& line) {
        rig::Session session(instance);
        session.feed(line);
        return session.connection().finished ? session.connection().out : "not finished";
    }

private Q_SLOTS:
    void initTestCase() {
        QCOMPARE(m_plugin.problem(), std::string());
        m_users = write("users", "root:x:0:0:root:/root:/bin/bash\n"
                                 "# a comment\n"
                                 "ada:x:1000:1000:Ada Lovelace,Room 1:/home/ada:/bin/zsh\n"
                                 "alan:x:1001:1001:Alan Turing:/home/alan:/bin/bash\n"
                                 "grace:x:1002:1002:Grace \x1B[31mHopper:/home/grace:/bin/sh\n"
                                 "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
                                 "broken line without numbers\n"
                                 "last:x:1003:1003:No line end:/home/last:/bin/sh");
    }

    void answers_data() {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("answer");
        const QByteArray ada = "Login: ada\r\nName: Ada Lovelace\r\n";
        QTest::newRow("login") << QByteArray("ada\r\n") << ada;
        QTest::newRow("without case") << QByteArray("ADA\r\n") << ada;
        QTest::newRow("last name") << QByteArray("lovelace\r\n") << ada;
        QTest::newRow("bare LF") << QByteArray("ada\n") << ada;
        QTest::newRow("blanks") << QByteArray("  ada \r\n") << ada;
        QTest::newRow("/W tells no more unless configured") << QByteArray("/W ada\r\n") << ada;
        QTest::newRow("/w") << QByteArray("/w ada\r\n") << ada;
        QTest::newRow("hidden") << QByteArray("root\r\n") << QByteArray("root: no such user\r\n");
        QTest::newRow("nobody") << QByteArray("nobody\r\n") << QByteArray("nobody: no such user\r\n");
        QTest::newRow("unknown") << QByteArray("eve\r\n") << QByteArray("eve: no such user\r\n");
        QTest::newRow("/Wx is a name") << QByteArray("/Wx\r\n") << QByteArray("/Wx: no such user\r\n");
        QTest::newRow("control bytes are not echoed")
            << QByteArray("e\x1B[2Jve\r\n") << QByteArray("e?[2Jve: no such user\r\n");
        QTest::newRow("control bytes of the file")
            << QByteArray("grace\r\n") << QByteArray("Login: grace\r\nName: Grace ?[31mHopper\r\n");
        QTest::newRow("last line") << QByteArray("last\r\n") << QByteArray("Login: last\r\nName: No line end\r\n");
        const QByteArray denied = "Finger forwarding service denied\r\n";
        QTest::newRow("forward") << QByteArray("ada@example.org\r\n") << denied;
        QTest::newRow("forward twice") << QByteArray("ada@a@b\r\n") << denied;
        QTest::newRow("forward list") << QByteArray("@example.org\r\n") << denied;
        QTest::newRow("forward /W") << QByteArray("/W @example.org\r\n") << denied;
        QTest::newRow("list") << QByteArray("\r\n")
                              << QByteArray("Login            Name\r\n"
                                            "ada              Ada Lovelace\r\n"
                                            "alan             Alan Turing\r\n"
                                            "grace            Grace ?[31mHopper\r\n"
                                            "last             No line end\r\n");
        QTest::newRow("what follows is ignored") << QByteArray("ada\r\nalan\r\n") << ada;
    }
    void answers() {
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, answer);
        rig::Instance instance(m_plugin, config());
        QCOMPARE(instance.problem(), std::string());
        QCOMPARE(rig::everySplit(instance, query.toStdString(), answer.toStdString()), std::string());
        QCOMPARE(ask(instance, query.toStdString()), answer.toStdString());
    }

    void verboseAndListAreOptions() {
        rig::Instance instance(m_plugin, config(", \"verbose\": true, \"list\": false"));
        QCOMPARE(ask(instance, "/W ada\r\n"),
                 std::string("Login: ada\r\nName: Ada Lovelace\r\nDirectory: /home/ada\r\nShell: /bin/zsh\r\n"));
        QCOMPARE(ask(instance, "ada\r\n"), std::string("Login: ada\r\nName: Ada Lovelace\r\n"));
        QCOMPARE(ask(instance, "\r\n"), std::string("Finger online user list denied\r\n"));
    }
    void aLongQueryIsRefused() {
        rig::Instance instance(m_plugin, config());
        {
            rig::Session session(instance);
            QCOMPARE(session.feed(std::string(512, 'x')), burrow_status(BURROW_OK));
            QCOMPARE(session.feed("x"), burrow_status(BURROW_E_LIMIT));
        }
        rig::Session session(instance);
        QCOMPARE(session.feed(std::string(513, 'x') + "\r\n"), burrow_status(BURROW_E_LIMIT));
        QCOMPARE(instance.host().log.back(), std::string("2 a query longer than 512 bytes"));
    }
    void aSilentPeerIsClosed() {
        rig::Instance instance(m_plugin, config());
        rig::Session session(instance);
        QCOMPARE(session.connection().timeout, 30'000u);
        session.timeout();
        QCOMPARE(session.connection().why, std::int32_t(BURROW_E_TIMEOUT));
    }
    void aReloadIsForLaterSessions() {
        rig::Instance instance(m_plugin, config());
        rig::Session before(instance);
        QCOMPARE(instance.configure(config(", \"minimum_uid\": 0")), std::string());
        before.feed("root\r\n");
        QCOMPARE(before.connection().out, std::string("root: no such user\r\n"));
        QCOMPARE(ask(instance, "root\r\n"), std::string("Login: root\r\nName: root\r\n"));
        QCOMPARE(instance.describe()["users"], std::string("5"));
    }

    void wrongConfigurationIsRefused_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("reason");
        const QByteArray broken = "the configuration is not a JSON object: ";
        QTest::newRow("no file") << QByteArray("{}") << QByteArray("users: the name of a file is wanted");
        QTest::newRow("missing file") << json("{'users': '/nowhere/users'}")
                                      << QByteArray("users: cannot read /nowhere/users");
        QTest::newRow("number") << json("{'users': 'x', 'minimum_uid': -1}")
                                << QByteArray("minimum_uid: a whole number from 0 to 4294967295 is wanted");
        QTest::newRow("flag") << json("{'users': 'x', 'list': 'yes'}")
                              << QByteArray("list: true or false is wanted");
        QTest::newRow("not JSON") << QByteArray("users") << broken + "it does not begin with '{'";
        QTest::newRow("open") << json("{'a': 1") << broken + "'}' is missing";
        QTest::newRow("twice") << json("{'a': 1, 'a': 2}") << broken + "a name stands twice";
        QTest::newRow("trailing") << QByteArray("{} x") << broken + "something follows it";
        QTest::newRow("open text") << json("{'a': 'x") << broken + "a text is not closed";
        QTest::newRow("escape") << json("{'a': '\\q'}") << broken + "an unknown escape";
        QTest::newRow("surrogate") << json("{'a': '\\uD800'}") << broken + "half of a surrogate pair";
        QTest::newRow("word") << json("{'a': yes}") << broken + "a value is missing or unknown";
        QTest::newRow("deep") << QByteArray("{\"a\": " + QByteArray(100, '[')) << broken + "it is nested too deeply";
    }
    void wrongConfigurationIsRefused() {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, reason);
        rig::Instance refused(m_plugin, json.toStdString());
        QCOMPARE(refused.get(), nullptr);
        QCOMPARE(refused.problem(), reason.toStdString());
        rig::Instance running(m_plugin, config());
        QCOMPARE(running.configure(json.toStdString()), "refused: " + reason.toStdString());
        QCOMPARE(ask(running, "ada\r\n"), std::string("Login: ada\r\nName: Ada Lovelace\r\n"));
    }
    void configurationMayHoldEscapesAndNestedValues() {
        const std::string path = write("\303\274 \"x\"", "ada:x:1000:1000:Ada:/:/\n");
        QVERIFY(QFile::exists(m_folder.filePath(QString::fromLatin1("\303\274 \"x\""))));
        std::string escaped;
        for (const char c : path)
            escaped += c == '"' ? std::string("\\\"") : std::string(1, c);
        rig::Instance instance(m_plugin, json("{ 'other' : { 'x': ['}', 1e3, null] } , 'users':'").toStdString() +
                                             escaped + "\" }");
        QCOMPARE(instance.problem(), std::string());
    }

private:
    rig::Plugin m_plugin{BURROW_PLUGIN_DIR "/finger.so"};
    QTemporaryDir m_folder;
    std::string m_users;
};

QTEST_APPLESS_MAIN(FingerPluginTest)
#include "finger_plugin_test.moc"
