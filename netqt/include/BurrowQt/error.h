// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QMetaType>
#include <QtCore/QString>

namespace BurrowQt {

/// What went wrong, as a value. Thread: any, one at a time.
class Error {
public:
    /// What the reader should do about it; the numbers are those of the core and stay.
    enum Kind {
        Closed, Reset, Truncated, Canceled, Timeout, Overloaded, Unresolved, Limit, PeerFault, Incompatible,
        Unauthenticated, Security, System, Misuse, Bug
    };

    Error() = default;
    Error(Kind kind, const QString& domain, int code, const QString& text)
        : m_set(true), m_kind(kind), m_code(code), m_domain(domain), m_text(text) {}

    bool isSet() const { return m_set; }
    Kind kind() const { return m_kind; }
    /// Code within domain(): an errno for "system".
    int code() const { return m_code; }
    QString domain() const { return m_domain; }
    /// The whole sentence, with what it is about: "listen 127.0.0.1:8080: Address already in use".
    QString text() const { return m_text; }

private:
    bool m_set = false;
    Kind m_kind = Closed;
    int m_code = 0;
    QString m_domain, m_text;
};

} // namespace BurrowQt

Q_DECLARE_METATYPE(BurrowQt::Error)
