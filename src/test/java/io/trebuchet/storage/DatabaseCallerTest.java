package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseCallerTest {
  private static final Credentials.Login OWNER = new Credentials.Login("owner", "a:secret");
  private static final String HOST = "127.0.0.1:9000";
  private static final String RIGHT = DatabaseCaller.basic("owner:a:secret");

  private static boolean answered(String host, String origin, String site, String authorization) {
    return new DatabaseCaller(host, origin, site, authorization).isOwner(OWNER);
  }

  /** Under any port, since a tunnel has its own. */
  @ParameterizedTest
  @ValueSource(strings = {HOST, "localhost:9000", "LOCALHOST", "[::1]:9000", "localhost:19000"})
  void theOwnerIsAnswered(String host) {
    assertThat(answered(host, "", "", RIGHT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "evil.example:9000",
        "127.0.0.1.evil.example:9000",
        "localhost.evil.example",
        "192.168.0.1:9000",
        ":9000"
      })
  void aNameThatWasMadeToPointHereIsNot(String host) {
    assertThat(answered(host, "", "", RIGHT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://evil.example", "null", "http://localhost:8080", "http://127.0.0.1:9000"})
  void noPageIsServed(String origin) {
    assertThat(answered(HOST, origin, "", RIGHT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site", "same-origin"})
  void noPageIsServedThatBrowsersTellOf(String site) {
    assertThat(answered(HOST, "", site, RIGHT)).isFalse();
  }

  @Test
  void anAddressTypedIntoABrowserIs() {
    assertThat(answered(HOST, "", "none", RIGHT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Basic b3duZXI6", "Bearer a:secret", "Token owner:a:secret"})
  void nothingElseIsALogin(String authorization) {
    assertThat(answered(HOST, "", "", authorization)).isFalse();
  }
}
