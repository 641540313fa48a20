// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/widgets/theme.hpp"

#include <QApplication>
#include <QStyle>

namespace monitor_app {
namespace {

struct Colors {
    QRgb window, base, alternate, text, faint, button, highlight, highlightedText, link;
};
constexpr Colors light{0xFFF4F5F7, 0xFFFFFFFF, 0xFFF7F8FA, 0xFF1B1F24, 0xFF667080, 0xFFECEEF1, 0xFF1F6FB2, 0xFFFFFFFF, 0xFF1F6FB2};
constexpr Colors dark{0xFF1F2328, 0xFF16191D, 0xFF1B1F24, 0xFFE4E8EC, 0xFF98A2AE, 0xFF2A2F36, 0xFF3D8FD1, 0xFFFFFFFF, 0xFF6FB3EA};

QPalette paletteOf(const Colors& colors) {
    QPalette palette;
    palette.setColor(QPalette::Window, colors.window);
    palette.setColor(QPalette::WindowText, colors.text);
    palette.setColor(QPalette::Base, colors.base);
    palette.setColor(QPalette::AlternateBase, colors.alternate);
    palette.setColor(QPalette::Text, colors.text);
    palette.setColor(QPalette::PlaceholderText, colors.faint);
    palette.setColor(QPalette::Button, colors.button);
    palette.setColor(QPalette::ButtonText, colors.text);
    palette.setColor(QPalette::ToolTipBase, colors.button);
    palette.setColor(QPalette::ToolTipText, colors.text);
    palette.setColor(QPalette::Highlight, colors.highlight);
    palette.setColor(QPalette::HighlightedText, colors.highlightedText);
    palette.setColor(QPalette::Link, colors.link);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colors.faint);
    return palette;
}

} // namespace

void applyTheme(Theme theme) {
    static const QPalette platform = QApplication::palette();
    if (theme == Theme::System) {
        QApplication::setPalette(platform);
        return;
    }
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(paletteOf(theme == Theme::Dark ? dark : light));
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

StateColors stateColors(const QPalette& palette) {
    if (isDark(palette))
        return {QColor(0x6CC38A), QColor(0xE3B95C), QColor(0x98A2AE), QColor(0xE3B95C), QColor(0xF28B82)};
    return {QColor(0x1B7A3D), QColor(0x8A5A00), QColor(0x667080), QColor(0x8A5A00), QColor(0xB3261E)};
}

} // namespace monitor_app
