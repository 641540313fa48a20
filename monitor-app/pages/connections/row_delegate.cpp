// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#include "monitor-app/pages/connections/row_delegate.hpp"

#include "monitor-app/models/connection_model.hpp"
#include "monitor-app/widgets/theme.hpp"

namespace monitor_app {

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
