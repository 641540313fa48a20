// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/backend/connection_fields.hpp"

#include "monitor-app/backend/format.hpp"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <iterator>

namespace monitor_app {
namespace {

struct KnownField {
    const char *name, *title;
};

constexpr KnownField knownFields[] = {
    {"protocol", QT_TRANSLATE_NOOP("ConnectionFields", "Protocol")},
    {"state", QT_TRANSLATE_NOOP("ConnectionFields", "State")},
    {"phase", QT_TRANSLATE_NOOP("ConnectionFields", "Phase")},
    {"peer", QT_TRANSLATE_NOOP("ConnectionFields", "Peer")},
    {"local", QT_TRANSLATE_NOOP("ConnectionFields", "Local address")},
    {"transport", QT_TRANSLATE_NOOP("ConnectionFields", "Transport")},
    {"kept-input", QT_TRANSLATE_NOOP("ConnectionFields", "Received, not yet processed")},
    {"queue-limit", QT_TRANSLATE_NOOP("ConnectionFields", "Limit of the output queue")},
    {"body-received", QT_TRANSLATE_NOOP("ConnectionFields", "Body received")},
    {"tls-version", QT_TRANSLATE_NOOP("ConnectionFields", "TLS version")},
    {"tls-suite", QT_TRANSLATE_NOOP("ConnectionFields", "Cipher suite")},
    {"tls-key-exchange", QT_TRANSLATE_NOOP("ConnectionFields", "Key exchange")},
    {"tls-group", QT_TRANSLATE_NOOP("ConnectionFields", "Group")},
    {"tls-authentication", QT_TRANSLATE_NOOP("ConnectionFields", "Authentication")},
    {"tls-signature", QT_TRANSLATE_NOOP("ConnectionFields", "Signature")},
    {"tls-cipher", QT_TRANSLATE_NOOP("ConnectionFields", "Cipher")},
    {"tls-mac", QT_TRANSLATE_NOOP("ConnectionFields", "MAC or AEAD")},
    {"tls-prf", QT_TRANSLATE_NOOP("ConnectionFields", "PRF")},
    {"tls-resumed", QT_TRANSLATE_NOOP("ConnectionFields", "Resumed session")},
    {"tls-server-name", QT_TRANSLATE_NOOP("ConnectionFields", "Server name (SNI)")},
    {"tls-alpn", QT_TRANSLATE_NOOP("ConnectionFields", "ALPN")},
    {"tls-verification", QT_TRANSLATE_NOOP("ConnectionFields", "Verification")},
    {"tls-handshake-time", QT_TRANSLATE_NOOP("ConnectionFields", "Handshake took")},
    {"tls-handshake-in", QT_TRANSLATE_NOOP("ConnectionFields", "Handshake received")},
    {"tls-handshake-out", QT_TRANSLATE_NOOP("ConnectionFields", "Handshake sent")},
    {"tls-peer-subject", QT_TRANSLATE_NOOP("ConnectionFields", "Peer's certificate")},
    {"tls-peer-issuer", QT_TRANSLATE_NOOP("ConnectionFields", "Its issuer")},
    {"tls-peer-names", QT_TRANSLATE_NOOP("ConnectionFields", "Its names")},
    {"tls-peer-expires", QT_TRANSLATE_NOOP("ConnectionFields", "It expires")},
    {"tls-peer-key", QT_TRANSLATE_NOOP("ConnectionFields", "Its key")},
    {"tls-peer-fingerprint", QT_TRANSLATE_NOOP("ConnectionFields", "Its fingerprint")},
    {"tls-own-subject", QT_TRANSLATE_NOOP("ConnectionFields", "Server's certificate")},
    {"tls-own-issuer", QT_TRANSLATE_NOOP("ConnectionFields", "Its issuer")},
    {"tls-own-names", QT_TRANSLATE_NOOP("ConnectionFields", "Its names")},
    {"tls-own-expires", QT_TRANSLATE_NOOP("ConnectionFields", "It expires")},
    {"tls-own-key", QT_TRANSLATE_NOOP("ConnectionFields", "Its key")},
    {"tls-own-fingerprint", QT_TRANSLATE_NOOP("ConnectionFields", "Its fingerprint")},
};

} // namespace

QString fieldTitle(const QString& name) {
    const auto known = std::find_if(std::begin(knownFields), std::end(knownFields),
                                    [&](const KnownField& field) { return name == QLatin1String(field.name); });
    return known == std::end(knownFields) ? name : QCoreApplication::translate("ConnectionFields", known->title);
}

QString formatField(const QString& name, const QVariant& value, const QString& unit) {
    if (!value.isValid())
        return {};
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? QCoreApplication::translate("ConnectionFields", "yes")
                              : QCoreApplication::translate("ConnectionFields", "no");
    if (unit == QLatin1String("bytes"))
        return formatBytes(value.toDouble());
    if (unit == QLatin1String("unix-s"))
        return QLocale().toString(QDateTime::fromSecsSinceEpoch(value.toLongLong()), QLocale::ShortFormat);
    if (unit == QLatin1String("ns"))
        return QLocale().toString(value.toDouble() / 1e6, 'f', 2) + QStringLiteral(" ms");
    if (unit == QLatin1String("ms"))
        return formatDuration(value.toLongLong());
    const QString text = value.toString();
    return unit.isEmpty() || name.isEmpty() ? text : text + QLatin1Char(' ') + unit;
}

} // namespace monitor_app
