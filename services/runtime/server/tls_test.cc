// Files as tools/dev_ca makes them, and a real server that uses them.

#include "services/runtime/server/tls.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "storage/base/check.h"

namespace witan::runtime {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::chrono::seconds kRefresh(1);
constexpr std::chrono::seconds kPatience(20);

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The same certificate as of yesterday's end, signed again.
void Expire(const std::string& certificate, const std::string& authority_key,
            const std::string& out) {
  BIO* in = BIO_new_file(certificate.c_str(), "r");
  X509* x509 = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  in = BIO_new_file(authority_key.c_str(), "r");
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  constexpr long kDayS = 86'400;
  X509_gmtime_adj(X509_getm_notBefore(x509), -2 * kDayS);
  X509_gmtime_adj(X509_getm_notAfter(x509), -kDayS);
  WITAN_CHECK(X509_sign(x509, key, EVP_sha256()) > 0, "not signed");
  BIO* file = BIO_new_file(out.c_str(), "w");
  WITAN_CHECK(PEM_write_bio_X509(file, x509) == 1, "not written");
  BIO_free(file);
  EVP_PKEY_free(key);
  X509_free(x509);
}

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    std::string name = (fs::temp_directory_path() / "witan-tls-XXXXXX").string();
    WITAN_CHECK(::mkdtemp(name.data()) != nullptr, "no temporary folder");
    folder_ = name;
    Make("own");
  }
  ~TlsTest() override { fs::remove_all(folder_); }

  // Certificates of an authority of their own.
  void Make(const std::string& authority) {
    const std::string command =
        std::string(WITAN_DEV_CA) + " " + folder_ + "/" + authority + " standalone gateway";
    WITAN_CHECK(std::system((command + " >/dev/null 2>&1").c_str()) == 0, "no certificates");
  }

  TlsFiles Files(const std::string& authority = "own") const {
    const std::string base = folder_ + "/" + authority;
    return {base + "/standalone.pem", base + "/standalone.key", base + "/ca.pem"};
  }

  // Puts a file of one authority in the place of the other's, as an operator would.
  void Replace(const std::string& name, const std::string& from) {
    fs::copy_file(folder_ + "/" + from + "/" + name, folder_ + "/own/new");
    fs::rename(folder_ + "/own/new", folder_ + "/own/" + name);
  }

  // Whether a client with the files of this folder gets through the handshake.
  static bool Connects(int port, const std::string& folder, bool has_certificate = true) {
    grpc::SslCredentialsOptions options;
    options.pem_root_certs = ReadText(folder + "/ca.pem");
    if (has_certificate) {
      options.pem_cert_chain = ReadText(folder + "/gateway.pem");
      options.pem_private_key = ReadText(folder + "/gateway.key");
    }
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto channel = grpc::CreateCustomChannel("localhost:" + std::to_string(port),
                                                   grpc::SslCredentials(options), arguments);
    return channel->WaitForConnected(std::chrono::system_clock::now() +
                                     std::chrono::milliseconds(500));
  }

  static void End(grpc::Server& server, grpc::ServerCompletionQueue& queue) {
    server.Shutdown();
    queue.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue.Next(&tag, &ok)) continue;
  }

  std::string folder_;
};

TEST_F(TlsTest, FindsNothingWrongWithFilesThatBelongTogether) {
  EXPECT_THAT(FaultsOf(Files()), IsEmpty());
  EXPECT_EQ(DeploymentOfFile(Files().certificate).value_or(""), "dev");
  EXPECT_GT(ValidUntil(Files().certificate).value(),
            std::chrono::system_clock::now() + std::chrono::hours(24));
}

TEST_F(TlsTest, NamesEachFileThatCannotBeRead) {
  EXPECT_THAT(FaultsOf({"/no/cert", "/no/key", "/no/ca"}),
              ElementsAre(HasSubstr("/no/cert"), HasSubstr("/no/key"), HasSubstr("/no/ca")));
}

TEST_F(TlsTest, NamesAKeyOfAnotherCertificateAndAnotherAuthority) {
  TlsFiles files = Files();
  files.key = folder_ + "/own/gateway.key";
  EXPECT_THAT(FaultsOf(files), ElementsAre(HasSubstr("is not of the certificate")));
  Make("other");
  files = Files();
  files.authority = Files("other").authority;
  EXPECT_THAT(FaultsOf(files), ElementsAre(HasSubstr("was not issued by the authority")));
}

TEST_F(TlsTest, NamesACertificateThatHasExpired) {
  TlsFiles files = Files();
  const std::string expired = folder_ + "/own/expired.pem";
  Expire(files.certificate, folder_ + "/own/ca.key", expired);
  files.certificate = expired;
  EXPECT_THAT(FaultsOf(files), ElementsAre(HasSubstr(expired + " has expired")));
  EXPECT_FALSE(ReadTls(files, kRefresh).ok());
}

TEST_F(TlsTest, NamesACertificateThatSaysNotWhoItIs) {
  TlsFiles files = Files();
  files.certificate = files.authority;
  files.key = folder_ + "/own/ca.key";
  EXPECT_THAT(FaultsOf(files), ::testing::Contains(HasSubstr("names no service")));
  EXPECT_FALSE(ReadTls(files, kRefresh).ok());
}

TEST_F(TlsTest, LetsInNobodyWithoutACertificateOfTheAuthority) {
  const auto identity = ReadTls(Files(), kRefresh);
  ASSERT_TRUE(identity.ok()) << identity.status();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("localhost:0", identity->credentials, &port);
  const auto queue = builder.AddCompletionQueue();
  const auto server = builder.BuildAndStart();
  EXPECT_TRUE(Connects(port, folder_ + "/own"));
  EXPECT_FALSE(Connects(port, folder_ + "/own", /*has_certificate=*/false));
  Make("other");
  EXPECT_FALSE(Connects(port, folder_ + "/other"));
  End(*server, *queue);
}

TEST_F(TlsTest, UsesReplacedFilesForNewConnectionsWithoutARestart) {
  const auto identity = ReadTls(Files(), kRefresh);
  ASSERT_TRUE(identity.ok()) << identity.status();
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("localhost:0", identity->credentials, &port);
  const auto queue = builder.AddCompletionQueue();
  const auto server = builder.BuildAndStart();
  Make("next");
  EXPECT_FALSE(Connects(port, folder_ + "/next"));
  for (const char* name : {"standalone.key", "standalone.pem", "ca.pem"}) Replace(name, "next");
  const auto until = std::chrono::steady_clock::now() + kPatience;
  bool connects = false;
  while (!connects && std::chrono::steady_clock::now() < until) {
    connects = Connects(port, folder_ + "/next");
  }
  EXPECT_TRUE(connects);
  End(*server, *queue);
}

}  // namespace
}  // namespace witan::runtime
