// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/pages/connections/row_delegate.hpp"

#include "monitor-app/models/connection_model.hpp"
#include "monitor-app/widgets/theme.hpp"

#include <QApplication>
#include <QPainter>
#include <QRegularExpression>

namespace monitor_app {

QStringList needlesOf(const QString& filter) {
    static const QRegularExpression term(
        QStringLiteral(R"re((\bnot\s+)?(?:([A-Za-z][\w-]*):)?(?:"([^"]*)"|([^\s()"]+)))re"),
        QRegularExpression::CaseInsensitiveOption);
    QStringList needles;
    for (auto found = term.globalMatch(filter); found.hasNext();) {
        const auto match = found.next();
        const QString text = match.captured(3) + match.captured(4);
        const QString lower = text.toLower();
        const bool isWord = match.captured(2).isEmpty() && match.captured(3).isEmpty();
        if (match.capturedLength(1) != 0 || text.isEmpty() || text.contains(QRegularExpression(QStringLiteral("[<>=*/]"))) ||
            (isWord && (lower == QLatin1String("and") || lower == QLatin1String("or") || lower == QLatin1String("not"))))
            continue;
        needles.append(match.captured(2).toLower() + QLatin1Char(':') + text);
    }
    return needles;
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const QStringList needles = option.widget ? option.widget->property("needles").toStringList() : QStringList();
    if (needles.isEmpty())
        return;
    QStyleOptionViewItem shown = option;
    initStyleOption(&shown, index);
    const QStyle* style = option.widget->style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, option.widget) + 1;
    const QRect room = style->subElementRect(QStyle::SE_ItemViewItemText, &shown, option.widget).adjusted(margin, 0, -margin, 0);
    const int wide = shown.fontMetrics.horizontalAdvance(shown.text);
    if (wide > room.width())
        return; // elided: what is found may be what is cut out
    const QString column = index.data(ConnectionModel::ColumnNameRole).toString();
    const int left = (shown.displayAlignment & Qt::AlignRight) ? room.right() - wide + 1 : room.left();
    for (const QString& needle : needles) {
        const qsizetype colon = needle.indexOf(QLatin1Char(':'));
        if (colon != 0 && needle.left(colon) != column)
            continue;
        const QString text = needle.mid(colon + 1);
        const qsizetype at = shown.text.indexOf(text, 0, Qt::CaseInsensitive);
        if (at < 0)
            continue;
        const int begin = shown.fontMetrics.horizontalAdvance(shown.text.left(at));
        const int end = shown.fontMetrics.horizontalAdvance(shown.text.left(at + text.size()));
        QColor mark = option.palette.color(QPalette::Highlight);
        mark.setAlpha(option.state & QStyle::State_Selected ? 0 : 60);
        const QRect box(left + begin, room.top() + 2, end - begin, room.height() - 4);
        painter->fillRect(box, mark);
        painter->setPen(option.palette.color(option.state & QStyle::State_Selected ? QPalette::HighlightedText
                                                                                   : QPalette::Highlight));
        painter->drawLine(box.bottomLeft(), box.bottomRight());
    }
}

void RowDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideMiddle;
    const int highlight = index.data(ConnectionModel::HighlightRole).toInt();
    const StateColors colors = stateColors(option->palette);
    QColor color;
    QString sign;
    switch (highlight) {
    case ConnectionModel::New: color = colors.fresh, sign = QStringLiteral("✚ "); break;
    case ConnectionModel::Changed: color = colors.changed, sign = QStringLiteral("● "); break;
    case ConnectionModel::Closed: color = colors.closed, sign = QStringLiteral("✖ "); break;
    default: break;
    }
    if (index.column() == 0)
        option->text.prepend(sign);
    // A change is told by its sign; new and closed rows are coloured whole.
    if (color.isValid() && (index.column() == 0 || highlight != ConnectionModel::Changed))
        option->palette.setColor(QPalette::Text, color);
}

} // namespace monitor_app
