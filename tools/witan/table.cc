#include "tools/witan/table.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "tools/witan/cells.h"
#include "tools/witan/fields.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kMaxCellColumns = 60;
constexpr int kMaxDepth = 12;

// A column: the field, and the field of the row that holds it where it lies one deeper.
struct Column {
  const FieldDescriptor* outer = nullptr;
  const FieldDescriptor* field = nullptr;
  std::string title;
  std::vector<std::string> cells;
  size_t width = 0;
};

std::string Title(const FieldDescriptor& field) {
  std::string title = field.name();
  if (title.ends_with("_us")) title.resize(title.size() - 3);
  for (char& c : title) {
    c = c == '_' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return title;
}

bool IsHidden(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name.ends_with("_id") || name.ends_with("_ids") || name == "id" ||
         name.ends_with("hash") || field.type() == FieldDescriptor::TYPE_BYTES;
}

// The columns that a row of this type has, most telling first.
std::vector<Column> ColumnsOf(const Descriptor& row) {
  std::vector<Column> columns;
  const FieldDescriptor* head = row.FindFieldByName("head");
  if (head != nullptr && head->message_type() == witan::oversight::v1::RecordHead::descriptor()) {
    for (const char* name : {"number", "occurred", "state", "title", "systems"}) {
      const FieldDescriptor* field = head->message_type()->FindFieldByName(name);
      columns.push_back({head, field, Title(*field), {}, 0});
    }
  }
  for (int i = 0; i < row.field_count(); ++i) {
    const FieldDescriptor* field = row.field(i);
    if (IsHidden(*field) || !FitsCell(*field)) continue;
    if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) continue;
    columns.push_back({nullptr, field, Title(*field), {}, 0});
  }
  return columns;
}

std::string ColumnCell(const Message& row, const Column& column) {
  if (column.outer == nullptr) return Cell(row, *column.field);
  return Cell(row.GetReflection()->GetMessage(row, column.outer), *column.field);
}

// Fills the columns from the rows; leaves out those that are empty everywhere, that repeat a
// neighbour, or that the width has no room for.
std::vector<Column> Fill(const Message& parent, const FieldDescriptor& rows, size_t width) {
  const int count = parent.GetReflection()->FieldSize(parent, &rows);
  std::vector<Column> kept;
  size_t used = 0;
  for (Column& column : ColumnsOf(*rows.message_type())) {
    bool empty = true;
    for (int i = 0; i < count; ++i) {
      const Message& row = parent.GetReflection()->GetRepeatedMessage(parent, &rows, i);
      column.cells.push_back(Cut(ColumnCell(row, column), kMaxCellColumns));
      empty = empty && column.cells.back().empty();
      column.width = std::max(column.width, Columns(column.cells.back()));
    }
    column.width = std::max(column.width, Columns(column.title));
    const bool repeats = std::any_of(
        kept.begin(), kept.end(), [&](const Column& other) { return other.cells == column.cells; });
    if (empty || repeats) continue;
    if (!kept.empty() && used + column.width > width) continue;
    used += column.width + 2;
    kept.push_back(std::move(column));
  }
  return kept;
}

std::string Padded(const std::string& text, size_t width) {
  return text + std::string(width - std::min(width, Columns(text)), ' ');
}

std::string Line(const std::vector<std::string>& cells, const std::string& indent) {
  std::string line = indent;
  for (const std::string& cell : cells) line += cell + "  ";
  line.resize(line.find_last_not_of(' ') == std::string::npos ? 0 : line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string Table(const Message& parent, const FieldDescriptor& rows, size_t width,
                  const std::string& indent) {
  const std::vector<Column> columns = Fill(parent, rows, width - std::min(width, indent.size()));
  if (columns.empty()) return "";
  std::vector<std::string> cells;
  for (const Column& column : columns) cells.push_back(Padded(column.title, column.width));
  std::string out = Line(cells, indent);
  for (size_t row = 0; row < columns.front().cells.size(); ++row) {
    cells.clear();
    for (const Column& column : columns) {
      cells.push_back(Padded(column.cells[row], column.width));
    }
    out += Line(cells, indent);
  }
  return out;
}

// "Speaks for 2022-07-01 09:00:00Z, position 812, token 9f...". Only what is known.
std::string AsOfLine(const witan::oversight::v1::AsOf& as_of) {
  std::string line = fmt::format("As of position {}", as_of.position());
  if (as_of.recorded_at_us() != 0) line += fmt::format(", {}", UtcTime(as_of.recorded_at_us()));
  if (!as_of.token().empty()) line += fmt::format("; token {}", as_of.token());
  return line + "\n";
}

std::string WithheldLine(const witan::oversight::v1::Withheld& withheld) {
  const FieldDescriptor* ground = withheld.GetDescriptor()->FindFieldByName("ground");
  const std::string word =
      withheld.ground() == 0 ? "its classification" : EnumWord(*ground, withheld.ground());
  return fmt::format("{} withheld ({})\n", withheld.count(), word);
}

std::string PageLines(const witan::oversight::v1::Page& page, int shown) {
  std::string out = fmt::format("{} of {} shown\n", shown, page.total());
  for (const auto& withheld : page.withheld()) out += WithheldLine(withheld);
  if (!page.next_page_token().empty()) {
    out += fmt::format("More: --page-token {}\n", page.next_page_token());
  }
  return out + AsOfLine(page.as_of());
}

// True when rows of this type read better as lines of a table than one below the other.
bool IsTabular(const Descriptor& row) {
  return row.FindFieldByName("head") != nullptr || ColumnsOf(row).size() >= 2;
}

std::string Tree(const Message& message, size_t width, const std::string& indent, int depth);

std::string Repeated(const Message& message, const FieldDescriptor& field, size_t width,
                     const std::string& indent, int depth) {
  const int count = message.GetReflection()->FieldSize(message, &field);
  if (count == 0) return "";
  if (field.message_type() == witan::oversight::v1::Withheld::descriptor()) {
    std::string out;
    for (int i = 0; i < count; ++i) {
      const Message& row = message.GetReflection()->GetRepeatedMessage(message, &field, i);
      out += indent + WithheldLine(dynamic_cast<const witan::oversight::v1::Withheld&>(row));
    }
    return out;
  }
  std::string out = fmt::format("{}{}\n", indent, Title(field));
  if (IsTabular(*field.message_type())) return out + Table(message, field, width, indent + "  ");
  for (int i = 0; i < count; ++i) {
    const Message& row = message.GetReflection()->GetRepeatedMessage(message, &field, i);
    out += Tree(row, width, indent + "  ", depth + 1) + (i + 1 < count ? indent + "  --\n" : "");
  }
  return out;
}

// Names and values. Depth is bounded; deeper parts are left to --output json.
std::string Tree(const Message& message, size_t width, const std::string& indent, int depth) {
  if (depth > kMaxDepth) return "";
  std::string out;
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (FitsCell(field)) {
      const std::string cell = Cell(message, field);
      if (!cell.empty()) out += fmt::format("{}{}: {}\n", indent, field.name(), cell);
    } else if (field.is_repeated()) {
      out += Repeated(message, field, width, indent, depth);
    } else if (reflection.HasField(message, &field)) {
      const Message& inner = reflection.GetMessage(message, &field);
      if (const auto* as_of = dynamic_cast<const witan::oversight::v1::AsOf*>(&inner)) {
        out += indent + AsOfLine(*as_of);
        continue;
      }
      const std::string below = Tree(inner, width, indent + "  ", depth + 1);
      if (!below.empty()) out += fmt::format("{}{}\n{}", indent, Title(field), below);
    }
  }
  return out;
}

}  // namespace

std::string RenderLine(const Message& answer, size_t width) {
  const Message* row = &answer;
  for (int i = 0; i < answer.GetDescriptor()->field_count() && row == &answer; ++i) {
    const FieldDescriptor* field = answer.GetDescriptor()->field(i);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated()) {
      row = &answer.GetReflection()->GetMessage(answer, field);
    }
  }
  std::string line;
  for (const Column& column : ColumnsOf(*row->GetDescriptor())) {
    const std::string cell = Cut(ColumnCell(*row, column), kMaxCellColumns);
    if (!cell.empty()) line += (line.empty() ? "" : "  ") + cell;
  }
  return Cut(line, width) + "\n";
}

std::string RenderAnswer(const Message& answer, size_t width) {
  const Descriptor& type = *answer.GetDescriptor();
  const FieldDescriptor* items = type.FindFieldByName("items");
  if (items == nullptr || !items->is_repeated() || items->message_type() == nullptr) {
    return Tree(answer, width, "", 0);
  }
  std::string out = Table(answer, *items, width, "");
  const FieldDescriptor* page = type.FindFieldByName("page");
  if (page != nullptr && page->message_type() == witan::oversight::v1::Page::descriptor()) {
    out += PageLines(dynamic_cast<const witan::oversight::v1::Page&>(
                         answer.GetReflection()->GetMessage(answer, page)),
                     answer.GetReflection()->FieldSize(answer, items));
    return out;
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (&field == items || field.is_repeated()) continue;
    const std::string cell = FitsCell(field) ? Cell(answer, field) : "";
    if (!cell.empty()) out += fmt::format("{}: {}\n", field.name(), cell);
  }
  return out;
}

}  // namespace witan::cli
