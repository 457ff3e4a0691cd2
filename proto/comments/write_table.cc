// Writes the comments of a descriptor set (protoc --include_source_info) as C++:
//
//   write_comment_table SET.bin OUT.cc

#include <google/protobuf/descriptor.pb.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::EnumDescriptorProto;
using google::protobuf::FileDescriptorProto;
using Path = std::vector<int>;
using Table = std::map<std::string, std::string>;

// One file's comments under the full names of what they stand before.
class FileComments final {
 public:
  FileComments(const FileDescriptorProto& file, Table& table) : file_(file), table_(table) {
    for (const auto& location : file.source_code_info().location()) {
      if (!location.has_leading_comments()) continue;
      comments_[Path(location.path().begin(), location.path().end())] = location.leading_comments();
    }
  }

  void Collect() {
    Keep({FileDescriptorProto::kPackageFieldNumber}, file_.package());
    for (int i = 0; i < file_.message_type_size(); ++i) {
      Message({FileDescriptorProto::kMessageTypeFieldNumber, i}, file_.package(),
              file_.message_type(i));
    }
    for (int i = 0; i < file_.enum_type_size(); ++i) {
      Enum({FileDescriptorProto::kEnumTypeFieldNumber, i}, file_.package(), file_.enum_type(i));
    }
    for (int i = 0; i < file_.service_size(); ++i) Service(i);
  }

 private:
  static Path Below(Path path, int field, int index) {
    path.push_back(field);
    path.push_back(index);
    return path;
  }

  // Depth is that of the schema's nesting.
  void Message(const Path& path, const std::string& scope, const DescriptorProto& message) {
    const std::string name = scope + "." + message.name();
    Keep(path, name);
    for (int i = 0; i < message.field_size(); ++i) {
      Keep(Below(path, DescriptorProto::kFieldFieldNumber, i),
           name + "." + message.field(i).name());
    }
    for (int i = 0; i < message.nested_type_size(); ++i) {
      Message(Below(path, DescriptorProto::kNestedTypeFieldNumber, i), name,
              message.nested_type(i));
    }
    for (int i = 0; i < message.enum_type_size(); ++i) {
      Enum(Below(path, DescriptorProto::kEnumTypeFieldNumber, i), name, message.enum_type(i));
    }
  }

  // The full name of a value has its enum's scope, not its enum.
  void Enum(const Path& path, const std::string& scope, const EnumDescriptorProto& type) {
    Keep(path, scope + "." + type.name());
    for (int i = 0; i < type.value_size(); ++i) {
      Keep(Below(path, EnumDescriptorProto::kValueFieldNumber, i),
           scope + "." + type.value(i).name());
    }
  }

  void Service(int index) {
    const auto& service = file_.service(index);
    const Path path = {FileDescriptorProto::kServiceFieldNumber, index};
    const std::string name = file_.package() + "." + service.name();
    Keep(path, name);
    for (int i = 0; i < service.method_size(); ++i) {
      Keep(Below(path, google::protobuf::ServiceDescriptorProto::kMethodFieldNumber, i),
           name + "." + service.method(i).name());
    }
  }

  // Several files are one package; the first that says what it is, is heard.
  void Keep(const Path& path, const std::string& full_name) {
    const auto found = comments_.find(path);
    if (found != comments_.end()) table_.emplace(full_name, Joined(found->second));
  }

  // Lines to one, an empty line to a line feed.
  static std::string Joined(const std::string& comment) {
    std::istringstream lines(comment);
    std::string out;
    bool is_new_paragraph = false;
    for (std::string line; std::getline(lines, line);) {
      const size_t begin = line.find_first_not_of(' ');
      if (begin == std::string::npos) {
        is_new_paragraph = true;
        continue;
      }
      if (!out.empty()) out += is_new_paragraph ? "\n" : " ";
      is_new_paragraph = false;
      out += line.substr(begin, line.find_last_not_of(' ') - begin + 1);
    }
    return out;
  }

  const FileDescriptorProto& file_;
  Table& table_;
  std::map<Path, std::string> comments_;
};

std::string Literal(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out += c == '\n' ? "\\n" : std::string(1, c);
  }
  return out + "\"";
}

}  // namespace

int main(int argc, char** argv) {
  google::protobuf::FileDescriptorSet set;
  std::ifstream in(argc == 3 ? argv[1] : "", std::ios::binary);
  if (!in || !set.ParseFromIstream(&in)) {
    std::fputs("write_comment_table: give a descriptor set to read and a file to write\n", stderr);
    return 1;
  }
  Table table;
  for (const FileDescriptorProto& file : set.file()) FileComments(file, table).Collect();
  std::ofstream out(argv[2]);
  out << "#include \"proto/comments/table.h\"\n\nnamespace witan::proto {\n\n"
      << "const Comment kComments[] = {\n";
  for (const auto& [name, text] : table) {
    out << "    {" << Literal(name) << ", " << Literal(text) << "},\n";
  }
  out << "};\nconst size_t kCommentCount = " << table.size()
      << ";\n\n}  // namespace witan::proto\n";
  out.close();
  return out.good() ? 0 : 1;
}
