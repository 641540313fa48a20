// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStyledItemDelegate>

namespace monitor_app {

/// Marks new, changed and closed rows by a sign in the first visible column and by colour: never by colour alone.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace monitor_app
