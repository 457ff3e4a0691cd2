#include "tools/witan/columns.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cctype>

#include "tools/witan/cells.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kGap = 2;
constexpr size_t kMaxCellColumns = 60;
// A column is not made narrower than this to keep another. What is cut needs more to be understood
// than what is wrapped.
constexpr size_t kLeastCutColumns = 32;
constexpr size_t kLeastWrappedColumns = 16;
constexpr size_t kLeastTitleColumns = 8;

// A column: the field, and the field of the row that holds it where it lies one deeper.
struct Column {
  const FieldDescriptor* outer = nullptr;
  const FieldDescriptor* field = nullptr;
  // What is left out first when the terminal is too narrow: the lowest.
  int rank = 0;
  std::vector<std::string> cells;
  size_t width = 0;
};

struct Layout {
  std::vector<Column> columns;
  // Rows are records: a line each.
  bool are_records = false;
};

bool IsHeadField(const FieldDescriptor& field) {
  return !field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field.message_type() == witan::oversight::v1::RecordHead::descriptor();
}

bool HasColumn(const FieldDescriptor& field) {
  if (!FitsCell(field) || field.type() == FieldDescriptor::TYPE_BYTES) return false;
  return !field.is_repeated() || field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE;
}

void AddHead(const FieldDescriptor& head, std::vector<Column>& columns) {
  constexpr std::pair<const char*, int> kFields[] = {
      {"number", 5}, {"occurred", 3}, {"state", 2}, {"title", 4}, {"systems", 1}};
  for (const auto& [name, rank] : kFields) {
    columns.push_back({&head, head.message_type()->FindFieldByName(name), rank, {}, 0});
  }
}

// The columns of a part of the row, where the row itself has none.
void AddParts(const Descriptor& row, std::vector<Column>& columns) {
  for (int i = 0; i < row.field_count(); ++i) {
    const FieldDescriptor& part = *row.field(i);
    if (part.is_repeated() || part.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (IsHeadField(part) || FitsCell(part)) continue;
    for (int at = 0; at < part.message_type()->field_count(); ++at) {
      const FieldDescriptor& field = *part.message_type()->field(at);
      if (HasColumn(field)) columns.push_back({&part, &field, 0, {}, 0});
    }
  }
}

Layout LayoutOf(const Descriptor& row) {
  Layout layout;
  const FieldDescriptor* head = nullptr;
  bool has_own = false;
  for (int i = 0; i < row.field_count(); ++i) {
    if (IsHeadField(*row.field(i)) && head == nullptr) head = row.field(i);
    has_own = has_own || HasColumn(*row.field(i));
  }
  layout.are_records = head != nullptr && head->name() == "head";
  if (layout.are_records) AddHead(*head, layout.columns);
  if (!has_own && !layout.are_records) AddParts(row, layout.columns);
  for (int i = 0; i < row.field_count(); ++i) {
    if (HasColumn(*row.field(i))) layout.columns.push_back({nullptr, row.field(i), 0, {}, 0});
  }
  // A record that the row only belongs to comes last.
  if (head != nullptr && !layout.are_records) AddHead(*head, layout.columns);
  return layout;
}

std::string ColumnCell(const Message& row, const Column& column) {
  if (column.outer == nullptr) return Cell(row, *column.field);
  return Cell(row.GetReflection()->GetMessage(row, column.outer), *column.field);
}

// True when the column says nothing, or nothing new.
bool IsIdle(const Column& column, const std::vector<Column>& kept) {
  const auto& cells = column.cells;
  if (std::all_of(cells.begin(), cells.end(),
                  [](const std::string& cell) { return cell.empty() || IsOnlyIds(cell); })) {
    return true;
  }
  return std::any_of(kept.begin(), kept.end(),
                     [&](const Column& other) { return other.cells == cells; });
}

void Fill(const Message& parent, const FieldDescriptor& rows, const NameBook& names,
          Layout& layout) {
  const int count = parent.GetReflection()->FieldSize(parent, &rows);
  std::vector<Column> kept;
  for (Column& column : layout.columns) {
    column.width = Columns(Heading(*column.field));
    for (int i = 0; i < count; ++i) {
      const Message& row = parent.GetReflection()->GetRepeatedMessage(parent, &rows, i);
      column.cells.push_back(Cut(names.WithNames(ColumnCell(row, column)), std::string::npos));
      column.width = std::max(column.width, Columns(column.cells.back()));
    }
    if (layout.are_records) column.width = std::min(column.width, kMaxCellColumns);
    if (!IsIdle(column, kept)) kept.push_back(std::move(column));
  }
  layout.columns = std::move(kept);
}

size_t TotalWidth(const std::vector<Column>& columns) {
  size_t total = 0;
  for (const Column& column : columns) total += column.width + (total == 0 ? 0 : kGap);
  return total;
}

// Takes columns off the widest until all fit, or none is wider than `least`.
void Shrink(std::vector<Column>& columns, size_t width, size_t least) {
  for (size_t total = TotalWidth(columns); total > width; --total) {
    const auto widest =
        std::max_element(columns.begin(), columns.end(),
                         [](const Column& a, const Column& b) { return a.width < b.width; });
    if (widest->width <= least) return;
    --widest->width;
  }
}

void Fit(Layout& layout, size_t width) {
  std::vector<Column>& columns = layout.columns;
  Shrink(columns, width, layout.are_records ? kLeastCutColumns : kLeastWrappedColumns);
  while (columns.size() > 2 && TotalWidth(columns) > width) {
    auto dropped = columns.begin();
    for (auto at = columns.begin(); at != columns.end(); ++at) {
      if (at->rank <= dropped->rank) dropped = at;
    }
    columns.erase(dropped);
  }
  Shrink(columns, width, kLeastTitleColumns);
}

// Lines of at most `width` columns, broken at spaces, or within a word that is longer.
std::vector<std::string> Wrap(const std::string& text, size_t width) {
  std::vector<std::string> lines(1);
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    std::string word = text.substr(begin, end - begin);
    begin = end + 1;
    const bool fits = Columns(lines.back()) + Columns(word) + 1 <= width;
    if (!lines.back().empty() && fits) word.insert(0, " ");
    if (!lines.back().empty() && !fits) lines.emplace_back();
    for (const char c : word) {
      const bool begins_character = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      if (begins_character && Columns(lines.back()) >= width) lines.emplace_back();
      lines.back().push_back(c);
    }
  }
  return lines;
}

std::string Padded(const std::string& text, size_t width) {
  return text + std::string(width - std::min(width, Columns(text)), ' ');
}

// One row of cells, as many lines as the tallest of them.
std::string Lines(const std::vector<std::vector<std::string>>& cells,
                  const std::vector<Column>& columns, const std::string& indent) {
  size_t height = 0;
  for (const auto& cell : cells) height = std::max(height, cell.size());
  std::string out;
  for (size_t at = 0; at < height; ++at) {
    std::string line = indent;
    for (size_t i = 0; i < cells.size(); ++i) {
      line += Padded(at < cells[i].size() ? cells[i][at] : "", columns[i].width + kGap);
    }
    const size_t last = line.find_last_not_of(' ');
    line.resize(last == std::string::npos ? 0 : last + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace

std::string Heading(const FieldDescriptor& field) {
  std::string heading = field.name();
  for (const std::string_view suffix : {"_us", "_id", "_ids"}) {
    if (heading.ends_with(suffix)) heading.resize(heading.size() - suffix.size());
  }
  for (char& c : heading) {
    c = c == '_' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return heading;
}

bool IsTabular(const Descriptor& row) { return LayoutOf(row).columns.size() >= 2; }

std::string Table(const Message& parent, const FieldDescriptor& rows, const NameBook& names,
                  size_t width, const std::string& indent) {
  Layout layout = LayoutOf(*rows.message_type());
  Fill(parent, rows, names, layout);
  std::vector<Column>& columns = layout.columns;
  if (columns.empty()) return "";
  Fit(layout, width - std::min(width, indent.size()));
  std::vector<std::vector<std::string>> line;
  for (const Column& column : columns) line.push_back({Cut(Heading(*column.field), column.width)});
  std::string out = Lines(line, columns, indent);
  for (size_t row = 0; row < columns.front().cells.size(); ++row) {
    line.clear();
    for (const Column& column : columns) {
      line.push_back(layout.are_records
                         ? std::vector<std::string>{Cut(column.cells[row], column.width)}
                         : Wrap(column.cells[row], column.width));
    }
    out += Lines(line, columns, indent);
  }
  return out;
}

std::string RowLine(const Message& row, const NameBook& names) {
  std::string line;
  for (const Column& column : LayoutOf(*row.GetDescriptor()).columns) {
    const std::string cell = names.WithNames(ColumnCell(row, column));
    if (cell.empty() || IsOnlyIds(cell)) continue;
    line += (line.empty() ? "" : "  ") + Cut(cell, kMaxCellColumns);
  }
  return line;
}

}  // namespace witan::cli
