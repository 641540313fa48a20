// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "../plugin_rig.hpp"

#include <QtTest>

class EchoPluginTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isKnownByIdAndKinds() {
        QCOMPARE(m_plugin.problem(), std::string());
        QCOMPARE(m_plugin.table()->id, "burrow.echo");
        QVERIFY(m_plugin.kind<burrow_stream_handler>("stream"));
        QVERIFY(m_plugin.kind<burrow_datagram_handler>("datagram"));
        QVERIFY(!m_plugin.kind<void>("http"));
        QVERIFY(!m_plugin.enter(BURROW_ABI_MAJOR + 1));
    }
    void givesBackEveryByteHoweverTheyCome() {
        rig::Instance instance(m_plugin, "{}");
        QCOMPARE(rig::everySplit(instance, "", ""), std::string());
        QCOMPARE(rig::everySplit(instance, std::string_view("a\0b\r\n\xFF", 6), std::string_view("a\0b\r\n\xFF", 6)),
                 std::string());
    }
    void stopsReadingWhileThePeerDoesNot() {
        rig::Instance instance(m_plugin, "{}");
        rig::Session session(instance);
        session.connection().peerReads = false;
        session.feed(std::string(4096, 'x'));
        QCOMPARE(session.connection().readPauses, 0);
        session.feed("y");
        QCOMPARE(session.connection().readPauses, 1);
        session.feed("z"); // already on its way: no second pause
        QCOMPARE(session.connection().readPauses, 1);
        session.peerCatchesUp();
        QCOMPARE(session.connection().readPauses, 0);
        session.peerCatchesUp();
        QCOMPARE(session.connection().readPauses, 0);
        QCOMPARE(session.connection().out.size(), std::size_t(4098));
    }
    void reportsAConnectionThatIsGone() {
        rig::Instance instance(m_plugin, "{}");
        rig::Connection connection;
        connection.outputEnded = true;
        rig::Session session(instance, &connection);
        QCOMPARE(session.feed("x"), burrow_status(BURROW_E_CLOSED));
    }
    void answersDatagramsButNotSmallServices() {
        rig::Instance instance(m_plugin, "{}");
        QCOMPARE(instance.datagram("ping"), std::vector<std::string>{"ping"});
        QCOMPARE(instance.datagram(""), std::vector<std::string>{""});
        for (const unsigned port : {7u, 13u, 17u, 19u, 37u})
            QVERIFY(instance.datagram("ping", port).empty());
    }

private:
    rig::Plugin m_plugin{BURROW_PLUGIN_DIR "/echo.so"};
};

QTEST_APPLESS_MAIN(EchoPluginTest)
#include "echo_plugin_test.moc"
