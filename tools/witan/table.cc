#include "tools/witan/table.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <vector>

#include "tools/witan/cells.h"
#include "tools/witan/columns.h"
#include "tools/witan/fields.h"
#include "tools/witan/name_book.h"
#include "witan/oversight/v1/query.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kMaxDepth = 12;
constexpr const char* kNextAfterPosition = "next_after_position";

// "As of position 812, 2022-07-01 09:00:00Z; token 9f...". Only what is known.
std::string AsOfLine(const witan::oversight::v1::AsOf& as_of) {
  std::string line = fmt::format("As of position {}", as_of.position());
  if (as_of.position() == 0) line += ": nothing had been recorded by then";
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

// "recorded at" for recorded_at_us.
std::string Label(const FieldDescriptor& field) {
  std::string label = field.name();
  if (label.ends_with("_us")) label.resize(label.size() - 3);
  std::replace(label.begin(), label.end(), '_', ' ');
  return label;
}

// One answer as indented names and values, with tables inside.
class Tree final {
 public:
  Tree(const Message& answer, size_t width) : names_(answer), width_(width) {}

  // Depth is bounded; deeper parts are left to --output json.
  std::string Of(const Message& message, const std::string& indent, int depth) const {
    if (depth > kMaxDepth) return "";
    std::string out;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message.GetDescriptor()->field(i);
      if (FitsCell(field)) {
        // A record's own id is not explained by its title, which stands beside it.
        const std::string cell = Cell(message, field);
        const std::string value = field.name() == "id" ? cell : WithNames(cell);
        if (!value.empty()) out += fmt::format("{}{}: {}\n", indent, Label(field), value);
      } else if (field.is_repeated()) {
        out += Repeated(message, field, {indent, indent, depth});
      } else if (message.GetReflection()->HasField(message, &field)) {
        out += Part(message, field, indent, depth);
      }
    }
    return out;
  }

 private:
  // An id stays, since the next command may need it, and is followed by its name.
  std::string WithNames(const std::string& cell) const {
    const std::string names = names_.WithNames(cell);
    return names == cell ? cell : fmt::format("{} ({})", cell, names);
  }

  std::string Part(const Message& message, const FieldDescriptor& field, const std::string& indent,
                   int depth) const {
    const Message& part = message.GetReflection()->GetMessage(message, &field);
    if (const auto* as_of = dynamic_cast<const witan::oversight::v1::AsOf*>(&part)) {
      return indent + AsOfLine(*as_of);
    }
    const std::string below = Of(part, indent + "  ", depth + 1);
    return below.empty() ? "" : fmt::format("{}{}\n{}", indent, Heading(field), below);
  }

  // Where a list stands: what is before its heading, and before what lies below.
  struct Place {
    std::string before;
    std::string indent;
    int depth;
  };

  std::string Repeated(const Message& message, const FieldDescriptor& field,
                       const Place& place) const {
    const std::string& indent = place.indent;
    const Reflection& reflection = *message.GetReflection();
    const int count = reflection.FieldSize(message, &field);
    if (count == 0) return "";
    std::string out;
    if (field.message_type() == witan::oversight::v1::Withheld::descriptor()) {
      for (int i = 0; i < count; ++i) {
        const Message& row = reflection.GetRepeatedMessage(message, &field, i);
        out += indent + WithheldLine(dynamic_cast<const witan::oversight::v1::Withheld&>(row));
      }
      return out;
    }
    out = fmt::format("{}{}\n", place.before, Heading(field));
    if (IsTabular(*field.message_type())) {
      return out + Table(message, field, names_, width_, indent + "  ") +
             ListsBelow(message, field, indent + "  ", place.depth);
    }
    for (int i = 0; i < count; ++i) {
      out += Of(reflection.GetRepeatedMessage(message, &field, i), indent + "  ", place.depth + 1);
      if (i + 1 < count) out += indent + "  --\n";
    }
    return out;
  }

  static std::vector<const FieldDescriptor*> ListsOf(const Message& row) {
    std::vector<const FieldDescriptor*> lists;
    for (int i = 0; i < row.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = row.GetDescriptor()->field(i);
      if (field->is_repeated() && !FitsCell(*field) &&
          row.GetReflection()->FieldSize(row, field) > 0) {
        lists.push_back(field);
      }
    }
    return lists;
  }

  // What a table leaves out: the lists of its rows, as the entries of a scheme, each below the
  // number of its row.
  std::string ListsBelow(const Message& message, const FieldDescriptor& rows,
                         const std::string& indent, int depth) const {
    if (depth > kMaxDepth) return "";
    const Reflection& reflection = *message.GetReflection();
    std::string out;
    for (int i = 0; i < reflection.FieldSize(message, &rows); ++i) {
      const Message& row = reflection.GetRepeatedMessage(message, &rows, i);
      for (const FieldDescriptor* list : ListsOf(row)) {
        const std::string line = RowLine(row, names_);
        const std::string number = line.substr(0, line.find("  "));
        out += Repeated(row, *list, {indent + number + " ", indent, depth + 1});
      }
    }
    return out;
  }

  const NameBook names_;
  const size_t width_;
};

// What stands beside the items of a list that has no page.
std::string BesideItems(const Message& answer, const FieldDescriptor& items) {
  std::string out;
  for (int i = 0; i < answer.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *answer.GetDescriptor()->field(i);
    if (&field == &items || field.is_repeated() || !FitsCell(field)) continue;
    const std::string cell = Cell(answer, field);
    if (cell.empty()) continue;
    out += field.name() == kNextAfterPosition ? fmt::format("More: --after-position {}\n", cell)
                                              : fmt::format("{}: {}\n", Label(field), cell);
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
  return Cut(RowLine(*row, NameBook(answer)), width) + "\n";
}

std::string RenderAnswer(const Message& answer, size_t width) {
  const auto& type = *answer.GetDescriptor();
  const FieldDescriptor* items = type.FindFieldByName("items");
  if (items == nullptr || !items->is_repeated() || items->message_type() == nullptr) {
    return Tree(answer, width).Of(answer, "", 0);
  }
  const std::string table = Table(answer, *items, NameBook(answer), width, "");
  const FieldDescriptor* page = type.FindFieldByName("page");
  if (page == nullptr || page->message_type() != witan::oversight::v1::Page::descriptor()) {
    return table + BesideItems(answer, *items);
  }
  const Reflection& reflection = *answer.GetReflection();
  return table + PageLines(dynamic_cast<const witan::oversight::v1::Page&>(
                               reflection.GetMessage(answer, page)),
                           reflection.FieldSize(answer, items));
}

}  // namespace witan::cli
