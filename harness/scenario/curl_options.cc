#include "scenario/curl_options.h"

#include <array>

namespace ssert::scenario {
namespace {

// What to do in place of an option, or what is done in spite of it.
constexpr std::string_view no_redirect =
    "ssert follows no redirect: an answer 3xx is judged as it is";
constexpr std::string_view no_retry = "ssert sends no request twice";
constexpr std::string_view full_speed =
    "ssert reads as fast as it can; its limits are --gap-timeout, --total-timeout and "
    "--max-response";
// What says how TLS is spoken, not who the client is: an https URL is refused by itself.
constexpr std::string_view over_http = "the target of an http URL is reached without TLS";
constexpr std::string_view no_tls =
    "an http URL and the command without it: this version has no TLS";
constexpr std::string_view http11_only =
    "--http1.1, or the command without it: this version speaks HTTP/1.1";
constexpr std::string_view no_upgrade =
    "--http1.1, or the command without it: this version speaks HTTP/1.1, in which curl, too, goes "
    "on where the target does not take the upgrade to HTTP/2";
constexpr std::string_view no_resolving = "the target's address in the URL, and -H 'Host: NAME'";
constexpr std::string_view no_proxy =
    "a target that is reached directly, and the command without it";
constexpr std::string_view tcp_only = "a target that listens on TCP, and the command without it";
constexpr std::string_view basic_only = "-u NAME:PASSWORD (Basic), or the credentials with -H";
constexpr std::string_view no_form =
    "the content with --data-binary @FILE, and its Content-Type with -H";
constexpr std::string_view as_meant = "the request as it is meant, in the URL, -X and -H";
constexpr std::string_view one_command = "one curl command with its options";
constexpr std::string_view a_request = "a request: a URL at least";

constexpr bool with_value = true;
constexpr bool flag = false;
using enum CurlAction;

// As curl 7.88 has them, without those for mail, FTP, SSH and other protocols than HTTP.
constexpr std::array<CurlOption, 222> options{{
    {'X', "request", request, with_value, ""},
    {'H', "header", header, with_value, ""},
    {'d', "data", data, with_value, ""},
    {'\0', "data-raw", data_raw, with_value, ""},
    {'\0', "data-binary", data_binary, with_value, ""},
    {'\0', "data-urlencode", data_urlencode, with_value, ""},
    {'\0', "json", json, with_value, ""},
    {'G', "get", get, flag, ""},
    {'u', "user", user, with_value, ""},
    {'\0', "oauth2-bearer", oauth2_bearer, with_value, ""},
    {'A', "user-agent", user_agent, with_value, ""},
    {'b', "cookie", cookie, with_value, ""},
    {'e', "referer", referer, with_value, ""},
    {'\0', "url", url, with_value, ""},
    {'\0', "compressed", compressed, flag, ""},
    {'\0', "path-as-is", path_as_is, flag, ""},
    {'m', "max-time", max_time, with_value, ""},
    {'\0', "connect-timeout", connect_timeout, with_value, ""},
    {'\0', "data-ascii", data, with_value, ""},
    {'N', "no-buffer", ignored, flag, ""},
    {'s', "silent", ignored, flag, ""},
    {'S', "show-error", ignored, flag, ""},
    {'i', "include", ignored, flag, ""},
    {'v', "verbose", ignored, flag, ""},
    {'o', "output", ignored, with_value, ""},
    {'O', "remote-name", ignored, flag, ""},
    {'\0', "remote-name-all", ignored, flag, ""},
    {'J', "remote-header-name", ignored, flag, ""},
    {'\0', "output-dir", ignored, with_value, ""},
    {'\0', "create-dirs", ignored, flag, ""},
    {'\0', "create-file-mode", ignored, with_value, ""},
    {'w', "write-out", ignored, with_value, ""},
    {'D', "dump-header", ignored, with_value, ""},
    {'\0', "trace", ignored, with_value, ""},
    {'\0', "trace-ascii", ignored, with_value, ""},
    {'\0', "trace-time", ignored, flag, ""},
    {'\0', "stderr", ignored, with_value, ""},
    {'\0', "styled-output", ignored, flag, ""},
    {'#', "progress-bar", ignored, flag, ""},
    {'\0', "no-progress-meter", ignored, flag, ""},
    {'f', "fail", ignored, flag, ""},
    {'\0', "fail-early", ignored, flag, ""},
    {'\0', "fail-with-body", ignored, flag, ""},
    {'\0', "basic", ignored, flag, ""},
    {'\0', "http1.1", ignored, flag, ""},
    {'\0', "http0.9", ignored, flag, ""},
    {'c', "cookie-jar", ignored, with_value, ""},
    {'j', "junk-session-cookies", ignored, flag, ""},
    {'g', "globoff", ignored, flag, ""},
    {'q', "disable", ignored, flag, ""},
    {'\0', "tcp-nodelay", ignored, flag, ""},
    {'\0', "tcp-fastopen", ignored, flag, ""},
    {'\0', "no-keepalive", ignored, flag, ""},
    {'\0', "keepalive-time", ignored, with_value, ""},
    {'\0', "no-sessionid", ignored, flag, ""},
    {'\0', "no-alpn", ignored, flag, ""},
    {'\0', "no-npn", ignored, flag, ""},
    {'\0', "raw", ignored, flag, ""},
    {'\0', "xattr", ignored, flag, ""},
    {'\0', "libcurl", ignored, with_value, ""},
    {'R', "remote-time", ignored, flag, ""},
    {'\0', "remove-on-error", ignored, flag, ""},
    {'\0', "no-clobber", ignored, flag, ""},
    {'B', "use-ascii", ignored, flag, ""},
    {'a', "append", ignored, flag, ""},
    {'\0', "disallow-username-in-url", ignored, flag, ""},
    {'\0', "proto", ignored, with_value, ""},
    {'\0', "proto-default", unsupported, with_value, as_meant},
    {'\0', "proto-redir", ignored, with_value, ""},
    {'\0', "happy-eyeballs-timeout-ms", ignored, with_value, ""},
    {'\0', "expect100-timeout", ignored, with_value, ""},
    {'Z', "parallel", ignored, flag, ""},
    {'\0', "parallel-immediate", ignored, flag, ""},
    {'\0', "parallel-max", ignored, with_value, ""},
    {'\0', "suppress-connect-headers", ignored, flag, ""},
    {'\0', "etag-save", ignored, with_value, ""},
    {'\0', "alt-svc", ignored, with_value, ""},
    {'\0', "hsts", ignored, with_value, ""},
    {'\0', "noproxy", ignored, with_value, ""},
    {'L', "location", noted, flag, no_redirect},
    {'\0', "location-trusted", noted, flag, no_redirect},
    {'\0', "max-redirs", noted, with_value, no_redirect},
    {'\0', "post301", noted, flag, no_redirect},
    {'\0', "post302", noted, flag, no_redirect},
    {'\0', "post303", noted, flag, no_redirect},
    {'\0', "retry", noted, with_value, no_retry},
    {'\0', "retry-all-errors", noted, flag, no_retry},
    {'\0', "retry-connrefused", noted, flag, no_retry},
    {'\0', "retry-delay", noted, with_value, no_retry},
    {'\0', "retry-max-time", noted, with_value, no_retry},
    {'\0', "limit-rate", noted, with_value, full_speed},
    {'Y', "speed-limit", noted, with_value, full_speed},
    {'y', "speed-time", noted, with_value, full_speed},
    {'\0', "max-filesize", noted, with_value, full_speed},
    {'k', "insecure", noted, flag, over_http},
    {'\0', "cacert", noted, with_value, over_http},
    {'\0', "capath", noted, with_value, over_http},
    {'E', "cert", unsupported, with_value, no_tls},
    {'\0', "cert-status", noted, flag, over_http},
    {'\0', "cert-type", unsupported, with_value, no_tls},
    {'\0', "key", unsupported, with_value, no_tls},
    {'\0', "key-type", unsupported, with_value, no_tls},
    {'\0', "ciphers", noted, with_value, over_http},
    {'\0', "tls13-ciphers", noted, with_value, over_http},
    {'\0', "curves", noted, with_value, over_http},
    {'\0', "crlfile", noted, with_value, over_http},
    {'\0', "pinnedpubkey", noted, with_value, over_http},
    {'1', "tlsv1", noted, flag, over_http},
    {'\0', "tlsv1.0", noted, flag, over_http},
    {'\0', "tlsv1.1", noted, flag, over_http},
    {'\0', "tlsv1.2", noted, flag, over_http},
    {'\0', "tlsv1.3", noted, flag, over_http},
    {'\0', "tls-max", noted, with_value, over_http},
    {'2', "sslv2", noted, flag, over_http},
    {'3', "sslv3", noted, flag, over_http},
    {'\0', "ssl", noted, flag, over_http},
    {'\0', "ssl-reqd", noted, flag, over_http},
    {'\0', "ssl-allow-beast", noted, flag, over_http},
    {'\0', "ssl-auto-client-cert", noted, flag, over_http},
    {'\0', "ssl-no-revoke", noted, flag, over_http},
    {'\0', "ssl-revoke-best-effort", noted, flag, over_http},
    {'\0', "false-start", noted, flag, over_http},
    {'\0', "tlsauthtype", unsupported, with_value, no_tls},
    {'\0', "tlsuser", unsupported, with_value, no_tls},
    {'\0', "egd-file", noted, with_value, over_http},
    {'\0', "random-file", noted, with_value, over_http},
    {'\0', "engine", noted, with_value, over_http},
    {'\0', "pass", passphrase, with_value, no_tls},
    {'\0', "tlspassword", passphrase, with_value, no_tls},
    {'\0', "http2", unsupported, flag, no_upgrade},
    {'\0', "http2-prior-knowledge", unsupported, flag, http11_only},
    {'\0', "http3", unsupported, flag, http11_only},
    {'\0', "http3-only", unsupported, flag, http11_only},
    {'0', "http1.0", unsupported, flag, http11_only},
    {'\0', "resolve", unsupported, with_value, no_resolving},
    {'\0', "connect-to", unsupported, with_value, no_resolving},
    {'\0', "dns-interface", unsupported, with_value, no_resolving},
    {'\0', "dns-ipv4-addr", unsupported, with_value, no_resolving},
    {'\0', "dns-ipv6-addr", unsupported, with_value, no_resolving},
    {'\0', "dns-servers", unsupported, with_value, no_resolving},
    {'\0', "doh-url", unsupported, with_value, no_resolving},
    {'\0', "doh-insecure", unsupported, flag, no_resolving},
    {'\0', "doh-cert-status", unsupported, flag, no_resolving},
    {'4', "ipv4", unsupported, flag, no_resolving},
    {'6', "ipv6", unsupported, flag, no_resolving},
    {'x', "proxy", unsupported, with_value, no_proxy},
    {'\0', "preproxy", unsupported, with_value, no_proxy},
    {'\0', "proxy1.0", unsupported, with_value, no_proxy},
    {'p', "proxytunnel", unsupported, flag, no_proxy},
    {'\0', "socks4", unsupported, with_value, no_proxy},
    {'\0', "socks4a", unsupported, with_value, no_proxy},
    {'\0', "socks5", unsupported, with_value, no_proxy},
    {'\0', "socks5-hostname", unsupported, with_value, no_proxy},
    {'\0', "socks5-basic", unsupported, flag, no_proxy},
    {'\0', "socks5-gssapi", unsupported, flag, no_proxy},
    {'\0', "socks5-gssapi-nec", unsupported, flag, no_proxy},
    {'\0', "socks5-gssapi-service", unsupported, with_value, no_proxy},
    {'\0', "proxy-anyauth", unsupported, flag, no_proxy},
    {'\0', "proxy-basic", unsupported, flag, no_proxy},
    {'\0', "proxy-cacert", unsupported, with_value, no_proxy},
    {'\0', "proxy-capath", unsupported, with_value, no_proxy},
    {'\0', "proxy-cert", unsupported, with_value, no_proxy},
    {'\0', "proxy-cert-type", unsupported, with_value, no_proxy},
    {'\0', "proxy-ciphers", unsupported, with_value, no_proxy},
    {'\0', "proxy-crlfile", unsupported, with_value, no_proxy},
    {'\0', "proxy-digest", unsupported, flag, no_proxy},
    {'\0', "proxy-header", unsupported, with_value, no_proxy},
    {'\0', "proxy-insecure", unsupported, flag, no_proxy},
    {'\0', "proxy-key", unsupported, with_value, no_proxy},
    {'\0', "proxy-key-type", unsupported, with_value, no_proxy},
    {'\0', "proxy-negotiate", unsupported, flag, no_proxy},
    {'\0', "proxy-ntlm", unsupported, flag, no_proxy},
    {'\0', "proxy-pinnedpubkey", unsupported, with_value, no_proxy},
    {'\0', "proxy-service-name", unsupported, with_value, no_proxy},
    {'\0', "proxy-ssl-allow-beast", unsupported, flag, no_proxy},
    {'\0', "proxy-ssl-auto-client-cert", unsupported, flag, no_proxy},
    {'\0', "proxy-tls13-ciphers", unsupported, with_value, no_proxy},
    {'\0', "proxy-tlsauthtype", unsupported, with_value, no_proxy},
    {'\0', "proxy-tlsuser", unsupported, with_value, no_proxy},
    {'\0', "proxy-tlsv1", unsupported, flag, no_proxy},
    {'\0', "haproxy-protocol", unsupported, flag, no_proxy},
    {'U', "proxy-user", proxy_user, with_value, no_proxy},
    {'\0', "proxy-pass", passphrase, with_value, no_proxy},
    {'\0', "proxy-tlspassword", passphrase, with_value, no_proxy},
    {'\0', "unix-socket", unsupported, with_value, tcp_only},
    {'\0', "abstract-unix-socket", unsupported, with_value, tcp_only},
    {'\0', "interface", unsupported, with_value, tcp_only},
    {'\0', "local-port", unsupported, with_value, tcp_only},
    {'\0', "anyauth", unsupported, flag, basic_only},
    {'\0', "digest", unsupported, flag, basic_only},
    {'\0', "ntlm", unsupported, flag, basic_only},
    {'\0', "ntlm-wb", unsupported, flag, basic_only},
    {'\0', "negotiate", unsupported, flag, basic_only},
    {'\0', "aws-sigv4", unsupported, with_value, basic_only},
    {'\0', "delegation", unsupported, with_value, basic_only},
    {'\0', "krb", unsupported, with_value, basic_only},
    {'\0', "login-options", unsupported, with_value, basic_only},
    {'\0', "sasl-authzid", unsupported, with_value, basic_only},
    {'\0', "sasl-ir", unsupported, flag, basic_only},
    {'\0', "service-name", unsupported, with_value, basic_only},
    {'n', "netrc", unsupported, flag, basic_only},
    {'\0', "netrc-file", unsupported, with_value, basic_only},
    {'\0', "netrc-optional", unsupported, flag, basic_only},
    {'F', "form", unsupported, with_value, no_form},
    {'\0', "form-string", unsupported, with_value, no_form},
    {'\0', "form-escape", unsupported, flag, no_form},
    {'T', "upload-file", unsupported, with_value, no_form},
    {'\0', "crlf", unsupported, flag, no_form},
    {'I', "head", unsupported, flag, as_meant},
    {'z', "time-cond", unsupported, with_value, as_meant},
    {'\0', "etag-compare", unsupported, with_value, as_meant},
    {'r', "range", unsupported, with_value, as_meant},
    {'C', "continue-at", unsupported, with_value, as_meant},
    {'\0', "tr-encoding", unsupported, flag, as_meant},
    {'\0', "ignore-content-length", unsupported, flag, as_meant},
    {'\0', "request-target", unsupported, with_value, as_meant},
    {'\0', "url-query", unsupported, with_value, as_meant},
    {':', "next", unsupported, flag, one_command},
    {'K', "config", unsupported, with_value, one_command},
    {'h', "help", unsupported, with_value, a_request},
    {'M', "manual", unsupported, flag, a_request},
    {'V', "version", unsupported, flag, a_request},
}};

}  // namespace

std::span<const CurlOption> curl_options() { return options; }

const CurlOption* find_curl_option(std::string_view name) {
  for (const auto& option : options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

const CurlOption* find_curl_option(char letter) {
  for (const auto& option : options) {
    if (letter != '\0' && option.letter == letter) return &option;
  }
  return nullptr;
}

}  // namespace ssert::scenario
