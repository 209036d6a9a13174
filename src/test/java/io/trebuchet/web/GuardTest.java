package io.trebuchet.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask. */
final class GuardTest {
  private static Guard.Caller caller(String host, String origin, String token) {
    return new Guard.Caller(host, origin, "", true, token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "127.0.0.1"})
  void ownNamesPass(String host) {
    assertThat(Guard.loopback().check(caller(host, "", ""))).isEmpty();
    assertThat(Guard.loopback().check(caller(host, "http://" + host, ""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:8080",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.168.1.5:8080",
        "127.0.0.1@evil.example",
        "[::2]:80"
      })
  void othersDoNot(String host) {
    assertThat(Guard.loopback().check(caller(host, "", "")))
        .hasValueSatisfying(refused -> assertThat(refused.status()).isEqualTo(403));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "http://evil.example", "https://127.0.0.1:80", "http://127.0.0.1:81"})
  void noOtherOrigin(String origin) {
    assertThat(Guard.loopback().check(caller("127.0.0.1:80", origin, ""))).isPresent();
  }

  @Test
  void anOpenServerTakesAddressesButNoForeignNames() {
    Guard guard = Guard.open("lab.example", "secret");
    assertThat(guard.check(caller("lab.example:80", "", "secret"))).isEmpty();
    assertThat(guard.check(caller("10.1.2.3:80", "", "secret"))).isEmpty();
    assertThat(guard.check(caller("evil.example", "", "secret"))).isPresent();
    assertThat(guard.check(caller("lab.example:80", "", "secre")))
        .hasValueSatisfying(refused -> assertThat(refused.status()).isEqualTo(401));
    assertThat(guard.check(caller("lab.example:80", "", ""))).isPresent();
  }
}
