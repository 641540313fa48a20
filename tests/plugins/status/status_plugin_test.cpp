// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "../plugin_rig.hpp"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

class StatusPluginTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersGetWithJson() {
        rig::Instance instance(m_plugin, "{\"service\": \"a \\\"b\\\"\\\\\\u0001\\u00e4\"}");
        QCOMPARE(instance.problem(), std::string());
        instance.http("GET", "/status");
        const rig::Answer answer = instance.http("GET", "/status");
        QCOMPARE(answer.count, 1);
        QCOMPARE(answer.status, 200u);
        QCOMPARE(answer.fields.at("Content-Type"), std::string("application/json"));
        QCOMPARE(answer.fields.at("Cache-Control"), std::string("no-store"));
        const QJsonObject page = QJsonDocument::fromJson(QByteArray::fromStdString(answer.body)).object();
        QCOMPARE(page["service"].toString(), QString::fromUtf8("a \"b\"\\\x01\xC3\xA4"));
        QCOMPARE(page["status"].toString(), QStringLiteral("ok"));
        QCOMPARE(page["asked"].toInt(), 2);
        QVERIFY(page["uptime_s"].isDouble());
        QCOMPARE(instance.describe()["asked"], std::string("2"));
    }
    void twoInstancesHaveTwoSettings() {
        rig::Instance first(m_plugin, "{\"service\": \"one\"}"), second(m_plugin, "{}");
        QVERIFY(first.http("GET", "/").body.find("\"service\":\"one\"") != std::string::npos);
        QVERIFY(second.http("GET", "/").body.find("\"service\":\"burrow\"") != std::string::npos);
        QCOMPARE(second.describe()["asked"], std::string("1"));
    }
    void otherMethodsAreRefusedWithAllow() {
        rig::Instance instance(m_plugin, "{}");
        for (const char* method : {"POST", "PUT", "DELETE", "get"}) {
            const rig::Answer answer = instance.http(method, "/");
            QCOMPARE(answer.status, 405u);
            QCOMPARE(answer.fields.at("Allow"), std::string("GET, HEAD"));
        }
        QCOMPARE(instance.http("HEAD", "/").status, 200u);
    }
    void aLongNameIsRefused() {
        rig::Instance instance(m_plugin, "{\"service\": \"" + std::string(101, 'x') + "\"}");
        QCOMPARE(instance.problem(), std::string("service: at most 100 bytes are allowed"));
    }

private:
    rig::Plugin m_plugin{BURROW_PLUGIN_DIR "/status.so"};
};

QTEST_APPLESS_MAIN(StatusPluginTest)
#include "status_plugin_test.moc"
