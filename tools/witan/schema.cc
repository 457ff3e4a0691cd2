#include "tools/witan/schema.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "witan/command/v1/record.pb.h"
#include "witan/involvement/v1/query.pb.h"
#include "witan/oversight/v1/oversight.pb.h"

namespace witan::cli {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

std::vector<std::string> Words(std::string_view kebab) {
  std::vector<std::string> words(1);
  for (const char c : kebab) {
    if (c == '-') {
      words.emplace_back();
    } else {
      words.back().push_back(c);
    }
  }
  return words;
}

std::string Join(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : "-") + word;
  return out;
}

// "DecisionService" to "decision".
std::string NounOf(const ServiceDescriptor& service) {
  std::string noun = Kebab(service.name());
  constexpr std::string_view kSuffix = "-service";
  if (noun.ends_with(kSuffix)) noun.resize(noun.size() - kSuffix.size());
  return noun;
}

// Leaves the noun out of the verb, and a preposition that then stands at its end:
// "subscribe-to-request" to "subscribe". The first word always stays.
std::string ShortVerb(const std::string& long_verb, const std::string& noun) {
  std::vector<std::string> words = Words(long_verb);
  const auto found = std::find(words.begin() + 1, words.end(), noun);
  if (found == words.end()) return long_verb;
  words.erase(found);
  static const std::set<std::string> kPrepositions = {"to", "for", "as", "of"};
  while (words.size() > 1 && kPrepositions.contains(words.back())) words.pop_back();
  return Join(words);
}

bool IsCommand(const MethodDescriptor& method) {
  return method.output_type() == witan::command::v1::CommandResponse::descriptor();
}

Method QueryOf(const MethodDescriptor& method) {
  Method out{MethodKind::kQuery, "", "", Kebab(method.name()), &method};
  const size_t dash = out.long_verb.find('-');
  const std::string first = out.long_verb.substr(0, dash);
  const std::string rest = dash == std::string::npos ? first : out.long_verb.substr(dash + 1);
  if (method.server_streaming()) {
    out.kind = MethodKind::kStream;
    out.verb = first;
  } else if (method.input_type() == witan::oversight::v1::ListRecordsRequest::descriptor()) {
    out.kind = MethodKind::kList;
    out.group = "list";
    out.verb = rest;
  } else if (method.input_type() == witan::oversight::v1::GetRecordRequest::descriptor()) {
    out.kind = MethodKind::kGet;
    out.group = "get";
    out.verb = rest;
  } else {
    out.verb = rest;
  }
  if (!out.group.empty()) out.long_verb = out.verb;
  return out;
}

// Reaches every file once, dependencies after who needs them.
std::vector<const FileDescriptor*> ReachableFiles() {
  std::vector<const FileDescriptor*> files = {
      witan::command::v1::RecordRequest::descriptor()->file(),
      witan::oversight::v1::GetOverviewRequest::descriptor()->file(),
      witan::involvement::v1::ListActivitiesResponse::descriptor()->file(),
  };
  std::set<const FileDescriptor*> seen(files.begin(), files.end());
  for (size_t at = 0; at < files.size(); ++at) {
    for (int i = 0; i < files[at]->dependency_count(); ++i) {
      const FileDescriptor* next = files[at]->dependency(i);
      if (seen.insert(next).second) files.push_back(next);
    }
  }
  return files;
}

}  // namespace

std::string Kebab(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '_') {
      out.push_back('-');
    } else if (std::isupper(static_cast<unsigned char>(c)) != 0) {
      if (!out.empty() && out.back() != '-') out.push_back('-');
      out.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::vector<Method> MethodsOf(const ServiceDescriptor& service) {
  const std::string noun = NounOf(service);
  std::vector<Method> methods;
  std::map<std::string, int> uses;
  for (int i = 0; i < service.method_count(); ++i) {
    const MethodDescriptor& method = *service.method(i);
    if (method.client_streaming()) continue;
    if (!IsCommand(method)) {
      methods.push_back(QueryOf(method));
      continue;
    }
    const std::string long_verb = Kebab(method.name());
    methods.push_back({MethodKind::kCommand, noun, ShortVerb(long_verb, noun), long_verb, &method});
    ++uses[methods.back().verb];
  }
  for (Method& method : methods) {
    if (method.kind == MethodKind::kCommand && uses[method.verb] > 1) {
      method.verb = method.long_verb;
    }
  }
  return methods;
}

const std::vector<Method>& Methods() {
  static const std::vector<Method> all = [] {
    std::vector<Method> methods;
    for (const FileDescriptor* file : ReachableFiles()) {
      for (int i = 0; i < file->service_count(); ++i) {
        for (Method& method : MethodsOf(*file->service(i))) methods.push_back(std::move(method));
      }
    }
    std::stable_sort(methods.begin(), methods.end(),
                     [](const Method& a, const Method& b) { return a.group < b.group; });
    return methods;
  }();
  return all;
}

const Method* FindMethod(std::string_view group, std::string_view verb) {
  const auto& methods = Methods();
  const auto found = std::find_if(methods.begin(), methods.end(), [&](const Method& method) {
    return method.group == group && (method.verb == verb || method.long_verb == verb);
  });
  return found == methods.end() ? nullptr : &*found;
}

}  // namespace witan::cli
