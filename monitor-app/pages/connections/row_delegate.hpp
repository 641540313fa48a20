// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QStyledItemDelegate>

namespace monitor_app {

/// What a filter looks for in text, as "column:text", or ":text" for any column: the terms that are not negated and that
/// compare text rather than numbers. For marking only: what passes is the server's decision.
QStringList needlesOf(const QString& filter);

/// Marks new, changed and closed rows by a sign in the first visible column and by colour: never by colour alone; and the
/// text that the filter found. The view's property "needles" holds needlesOf() the filter.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace monitor_app
