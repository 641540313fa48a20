// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include <QDir>
#include <QFile>
#include <QtTest>

/// Nothing that a person reads is left without its translation.
class TranslationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsUnfinished() {
        const QDir folder(QStringLiteral(BURROW_SOURCE_DIR "/translations"));
        const QStringList catalogues = folder.entryList({QStringLiteral("*.ts")});
        QVERIFY(catalogues.size() >= 3);
        for (const QString& name : catalogues) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            QVERIFY2(text.contains("<source>"), qPrintable(name));
            QVERIFY2(!text.contains("type=\"unfinished\""), qPrintable(name));
            QVERIFY2(!text.contains("<translation></translation>"), qPrintable(name));
        }
    }
};

QTEST_APPLESS_MAIN(TranslationsTest)
#include "translations_test.moc"
