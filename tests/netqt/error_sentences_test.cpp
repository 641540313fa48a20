// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netqt/error_sentences.hpp"

#include "netcore/net/host_name.hpp"
#include "netcore/net/ip_address.hpp"
#include "netcore/tls/tls_error.hpp"
#include "netprotocols/monitor/filter.hpp"
#include "netprotocols/monitor/monitor_wire.hpp"
#include "netqt/error_text.hpp"

#include <QTranslator>
#include <QtTest>

using namespace burrow;

/// The table for lupdate against the error domains themselves.
class ErrorSentencesTest : public QObject {
    Q_OBJECT

    static QSet<QString> listed() {
        QSet<QString> all;
        for (const char* sentence : BurrowQt::errorSentences())
            all.insert(QString::fromUtf8(sentence));
        return all;
    }
    static QString textOf(const ErrorDomain& domain, int code) {
        const std::string_view text = domain.text(code);
        return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
    }

private Q_SLOTS:
    void everySentenceIsListedAndNoOther() {
        QSet<QString> said;
        for (const ErrorDomain* domain : {&coreErrors, &nameErrors, &addressErrors, &tlsErrors, &monitor::monitorErrors,
                                          &monitor::filterErrors}) {
            for (int code = 0; code < 1000; ++code)
                said.insert(textOf(*domain, code));
        }
        QSet<QString> system;
        for (int code = 1; code < 200; ++code)
            system.insert(textOf(systemErrors, code));
        const QSet<QString> missing = said - listed();
        QVERIFY2(missing.isEmpty(), qPrintable(QStringList(missing.values()).join(QStringLiteral("\n"))));
        const QSet<QString> stale = listed() - said - system;
        QVERIFY2(stale.isEmpty(), qPrintable(QStringList(stale.values()).join(QStringLiteral("\n"))));
    }

    void errorsAreTold_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("refused");
        QTest::addColumn<QString>("expired");
        QTest::newRow("de") << QStringLiteral("de") << QStringLiteral("Verbindung abgelehnt")
                            << QStringLiteral("das Zertifikat der Gegenseite ist abgelaufen");
        QTest::newRow("zh_CN") << QStringLiteral("zh_CN") << QStringLiteral("连接被拒绝") << QStringLiteral("对端证书已过期");
    }
    void errorsAreTold() {
        QFETCH(QString, language);
        QFETCH(QString, refused);
        QFETCH(QString, expired);
        QTranslator translator;
        QVERIFY(translator.load(QStringLiteral(BURROW_QT_CATALOGUES "/burrow-qt_%1.qm").arg(language)));
        QCoreApplication::installTranslator(&translator);
        QCOMPARE(BurrowQt::toQt(Error::fromErrno(ECONNREFUSED)).text(), refused);
        int code = 0;
        while (textOf(tlsErrors, code) != QStringLiteral("the peer's certificate has expired"))
            QVERIFY(++code < 1000);
        QCOMPARE(BurrowQt::toQt(Error(ErrorKind::Security, tlsErrors, code)).text(), expired);
        QCoreApplication::removeTranslator(&translator);
    }

    void nothingIsUnfinished() {
        for (const char* language : {"de", "zh_CN"}) {
            QFile file(QStringLiteral(BURROW_SOURCE_DIR "/translations/burrow-qt_%1.ts").arg(QLatin1String(language)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            QVERIFY(!text.contains("type=\"unfinished\""));
            for (const char* sentence : BurrowQt::errorSentences()) {
                const QString escaped = QString::fromUtf8(sentence).toHtmlEscaped().replace(QLatin1Char('\''), QLatin1String("&apos;"));
                QVERIFY2(text.contains(("<source>" + escaped + "</source>").toUtf8()), sentence);
            }
        }
    }
};

QTEST_GUILESS_MAIN(ErrorSentencesTest)
#include "error_sentences_test.moc"
