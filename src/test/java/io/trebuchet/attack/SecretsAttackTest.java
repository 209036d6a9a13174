package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handed over run names a server of the attacker's, or a password lies where others read. */
@Attack
final class SecretsAttackTest {
  private static final String SECRET = "s3cr3tword";

  @TempDir private Path folder;

  private Launched.Said trebuchet(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    try (Launched launched = Launched.start(folder, environment, arguments)) {
      return launched.await();
    }
  }

  private Map<String, String> token() {
    return Map.of("INFLUX_TOKEN", SECRET, "XDG_CONFIG_HOME", folder.resolve("none").toString());
  }

  private Path run(FakeServer server) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    SmallRun.make(out, "--store", "influx", "--influx-url", server.url());
    server.requests();
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"verify", "export", "resume", "serve"})
  void aTokenIsNotSentToTheAddressOfARun(String command) throws Exception {
    try (FakeServer server = FakeServer.open()) {
      String out = run(server).toString();
      switch (command) {
        case "verify" -> trebuchet(token(), "verify", out);
        case "export" -> trebuchet(token(), "export", out, "--what", "steps", "-o", "steps.csv");
        case "resume" ->
            trebuchet(token(), "resume", out, "--no-web", "--set", "learning-rates.c=[1,3,4]");
        default -> Serving.untilThePage(folder, token(), out);
      }
      List<String> requests = server.requests();
      assertThat(requests).as("the attack reaches the server").isNotEmpty();
      assertThat(requests).noneMatch(request -> request.contains(SECRET));
    }
  }

  @Test
  void whereALoginIsWantedTheErrorSaysHowToGiveIt() throws Exception {
    try (FakeServer open = FakeServer.open();
        FakeServer closed = FakeServer.wantingLogin()) {
      Path out = run(open);
      Path manifest = out.resolve("manifest.json");
      Files.writeString(manifest, Files.readString(manifest).replace(open.url(), closed.url()));
      Launched.Said said = trebuchet(token(), "verify", out.toString());
      assertThat(said.code()).isNotZero();
      assertThat(said.text()).contains("--influx-url", "credentials").doesNotContain(SECRET);
      assertThat(closed.requests()).isNotEmpty().noneMatch(r -> r.contains(SECRET));

      trebuchet(token(), "verify", out.toString(), "--influx-url", closed.url());
      assertThat(closed.requests()).anyMatch(r -> r.contains(SECRET));
    }
  }

  @Test
  void aNotedLoginGoesToItsOwnAddressAlone() throws Exception {
    try (FakeServer server = FakeServer.open()) {
      String out = run(server).toString();
      Path home = folder.resolve("config");
      Path notes = Files.createDirectories(home.resolve("trebuchet"));
      Path file = notes.resolve("credentials");
      Map<String, String> config = Map.of("XDG_CONFIG_HOME", home.toString());

      Files.writeString(file, "http://127.0.0.1:1 = " + SECRET + "\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      trebuchet(config, "verify", out);
      assertThat(server.requests()).isNotEmpty().noneMatch(r -> r.contains(SECRET));

      Files.writeString(file, "# mine\nHTTP://127.0.0.1:" + server.port() + "/ = " + SECRET + "\n");
      trebuchet(config, "verify", out);
      assertThat(server.requests()).anyMatch(r -> r.contains("Token " + SECRET));

      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      Launched.Said said = trebuchet(config, "verify", out);
      assertThat(said.code()).isEqualTo(2);
      assertThat(said.text()).contains("chmod 600").doesNotContain(SECRET);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void aLoginInAnAddressIsUsedAndNowhereKept() throws Exception {
    String login = "ann:" + SECRET;
    String coded = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    try (FakeServer server = FakeServer.open()) {
      Path out = folder.resolve("out");
      String address = "http://" + login + "@127.0.0.1:" + server.port();
      Launched.Said said =
          Launched.trebuchet(
              folder, SmallRun.arguments(out, "--store", "influx", "--influx-url", address));
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(server.requests()).anyMatch(r -> r.contains("Basic " + coded));
      assertThat(said.text()).contains("is not kept").doesNotContain(SECRET).doesNotContain(coded);
      try (Stream<Path> files = Files.walk(out)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertThat(text).as(file.toString()).doesNotContain(SECRET).doesNotContain(coded);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ann:" + SECRET + "@127.0.0.1:1",
        "http://ann:" + SECRET + " x@127.0.0.1:1",
        "http://ann:" + SECRET + "@x@127.0.0.1:1",
        "http://127.0.0.1:1/?u=ann&p=" + SECRET,
        "ftp://ann:" + SECRET + "@127.0.0.1:1"
      })
  void noErrorRepeatsALogin(String address) throws Exception {
    Launched.Said said =
        Launched.trebuchet(
            folder,
            SmallRun.arguments(
                folder.resolve("out"), "--store", "influx", "--influx-url", address));
    assertThat(said.code()).isIn(2, 4);
    assertThat(said.text()).contains("--influx-url").doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.6.7", "2.7.1"})
  void aServerLeadsNobodyElsewhere(String version) throws Exception {
    try (FakeServer other = FakeServer.open();
        FakeServer server = FakeServer.leadingTo(other.url(), version)) {
      try (Launched launched =
          Launched.start(
              folder,
              token(),
              SmallRun.arguments(
                  folder.resolve("out"), "--store", "influx", "--influx-url", server.url()))) {
        launched.awaitLine("307");
      }
      assertThat(server.requests()).anyMatch(r -> r.contains(SECRET));
      assertThat(other.requests()).isEmpty();
    }
  }
}
