// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "netqt/error_text.hpp"

#include <QtCore/QCoreApplication>

namespace BurrowQt {

Error toQt(const burrow::Error& error) {
    const auto text = [](std::string_view view) {
        return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size()));
    };
    const std::string sentence(error.text());
    QString translated = QCoreApplication::translate("BurrowQt::Error", sentence.c_str());
    if (const burrow::ErrorDetail* detail = error.detail()) {
        if (!detail->what.empty())
            translated = text(detail->what) + QStringLiteral(": ") + translated;
        for (const std::string& attempt : detail->attempts)
            translated += QStringLiteral("; ") + text(attempt);
    }
    return Error(static_cast<Error::Kind>(error.kind()), text(error.domain().name), error.code(), translated);
}

} // namespace BurrowQt
