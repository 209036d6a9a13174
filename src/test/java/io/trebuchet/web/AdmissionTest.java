package io.trebuchet.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask. */
final class AdmissionTest {
  private static final Admission LOOPBACK =
      Admission.of(true, "127.0.0.1", List.of(), "secret", false);

  private static Admission.Caller caller(String host, String origin, String token) {
    return new Admission.Caller(host, origin, "", true, token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "127.0.0.1"})
  void ownNamesPass(String host) {
    assertThat(LOOPBACK.check(caller(host, "", ""))).isEmpty();
    assertThat(LOOPBACK.check(caller(host, "http://" + host, ""))).isEmpty();
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
    assertThat(LOOPBACK.check(caller(host, "", "secret")))
        .hasValueSatisfying(refused -> assertThat(refused.status()).isEqualTo(403));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "http://evil.example", "https://127.0.0.1:80", "http://127.0.0.1:81"})
  void noOtherOrigin(String origin) {
    assertThat(LOOPBACK.check(caller("127.0.0.1:80", origin, "secret"))).isPresent();
  }

  @Test
  void anOpenServerTakesAddressesButNoForeignNames() {
    Admission admission = Admission.of(false, "lab.example", List.of(), "secret", false);
    assertThat(admission.check(caller("lab.example:80", "", ""))).isEmpty();
    assertThat(admission.check(caller("10.1.2.3:80", "", ""))).isEmpty();
    assertThat(admission.check(caller("evil.example", "", ""))).isPresent();
  }

  /** It may speak TLS, on a port of its own, and pass its own name on or ours. */
  @Test
  void aProxyIsKnownByItsName() {
    Admission admission = Admission.of(true, "127.0.0.1", List.of("Lab.example"), "secret", false);
    assertThat(admission.check(caller("lab.example", "https://lab.example", ""))).isEmpty();
    assertThat(admission.check(caller("127.0.0.1:8080", "https://lab.example:8443", ""))).isEmpty();
    assertThat(admission.check(caller("lab.example:81", "http://lab.example:81", ""))).isEmpty();
    assertThat(admission.check(caller("lab.example", "https://lab.example.evil", ""))).isPresent();
    assertThat(admission.check(caller("lab.example", "https://evil/lab.example", ""))).isPresent();
    assertThat(admission.check(caller("evil.lab.example", "", ""))).isPresent();
  }

  @Test
  void onlyTheTokenControlsAndReadingIsOpenedOnPurpose() {
    Admission open = Admission.of(true, "127.0.0.1", List.of(), "secret", true);
    for (String wrong : List.of("", "secre", "secrets", "Secret")) {
      Admission.Caller caller = caller("127.0.0.1", "", wrong);
      assertThat(LOOPBACK.check(caller, Standing.STRANGER)).isEmpty();
      for (Standing wanted : List.of(Standing.READER, Standing.OWNER)) {
        assertThat(LOOPBACK.check(caller, wanted))
            .hasValueSatisfying(refused -> assertThat(refused.status()).isEqualTo(401));
      }
      assertThat(open.check(caller, Standing.READER)).isEmpty();
      assertThat(open.check(caller, Standing.OWNER)).isPresent();
    }
    Admission.Caller owner = caller("127.0.0.1", "", "secret");
    assertThat(LOOPBACK.check(owner, Standing.OWNER)).isEmpty();
    assertThat(open.check(owner, Standing.OWNER)).isEmpty();
    assertThat(owner.toString()).doesNotContain("secret");
  }
}
