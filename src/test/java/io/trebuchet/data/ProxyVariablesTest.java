package io.trebuchet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyVariablesTest {
  private static final String DIRECT = "[DIRECT]";

  private static String way(String address, Map<String, String> environment) throws FetchException {
    return ProxyVariables.of(environment).select(URI.create(address)).toString();
  }

  @Test
  void eachSchemeHasItsOwnInSmallLettersOrCapitals() throws FetchException {
    Map<String, String> both = Map.of("http_proxy", "http://one:3128", "HTTPS_PROXY", "two:8080/");
    assertThat(way("http://a.org/x", both)).contains("one").contains("3128");
    assertThat(way("https://a.org/x", both)).contains("two").contains("8080");
    assertThat(way("https://a.org/x", Map.of("http_proxy", "http://one:3128"))).isEqualTo(DIRECT);
    assertThat(way("https://a.org/x", Map.of("ALL_PROXY", "http://all:1"))).contains("all");
    assertThat(way("https://a.org/x", Map.of("https_proxy", "", "HTTPS_PROXY", " ")))
        .isEqualTo(DIRECT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.org", ".a.org", "*.a.org", "*", "b.com, m.A.org", "b.com a.org", "m.a.org:443"})
  void hostsOfNoProxyAreAskedDirectly(String no) throws FetchException {
    Map<String, String> environment = Map.of("https_proxy", "http://p:1", "no_proxy", no);
    assertThat(way("https://m.a.org:443/x", environment)).isEqualTo(DIRECT);
    assertThat(way("https://ma.com/x", Map.of("https_proxy", "http://p:1", "NO_PROXY", "a.com")))
        .contains("p");
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://u:secret@h:1", "http://", "http://u:secret@h:x y", "ftp://h"})
  void whatIsNoProxyIsToldWithoutItsPassword(String text) {
    assertThatThrownBy(() -> ProxyVariables.of(Map.of("https_proxy", text)))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("https_proxy")
        .hasMessageNotContaining("secret");
  }
}
