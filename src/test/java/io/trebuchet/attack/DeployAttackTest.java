package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets of the containers that anybody knows or can guess. */
@Attack
final class DeployAttackTest {
  private static final Path DEPLOY = Path.of("deploy").toAbsolutePath();
  private static final List<String> NAMES =
      List.of(
          "GRAFANA_ADMIN_PASSWORD",
          "INFLUX_ADMIN_PASSWORD",
          "INFLUX_TOKEN",
          "INFLUX_GRAFANA_PASSWORD");

  @TempDir private Path folder;

  private Launched.Said checked(Map<String, String> secrets)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(DEPLOY + "/check-secrets"));
    command.addAll(NAMES);
    try (Launched check = Launched.program(folder, secrets, command)) {
      return check.await();
    }
  }

  private Map<String, String> made() throws IOException, InterruptedException {
    assertThat(Launched.program(folder, DEPLOY + "/new-env", folder.toString()).code()).isZero();
    Map<String, String> secrets = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve(".env"))) {
      String name = line.replaceFirst("=.*", "");
      if (NAMES.contains(name)) {
        secrets.put(name, line.substring(name.length() + 1));
      }
    }
    assertThat(secrets).hasSize(NAMES.size());
    return secrets;
  }

  /** Nothing starts with what an example says, or with what can be guessed. */
  @Test
  void knownSecretsAreRefused() throws Exception {
    Map<String, String> secrets = made();
    assertThat(checked(secrets).code()).isZero();
    for (String known :
        List.of(
            "",
            "admin",
            "change-me",
            "change-me-too",
            "a-long-random-text",
            "another-long-random-text",
            "short",
            "a text with ' OR 1=1; -- in it")) {
      for (String name : NAMES) {
        Map<String, String> hostile = new HashMap<>(secrets);
        hostile.put(name, known);
        Launched.Said said = checked(hostile);
        assertThat(said.code()).as(known).isEqualTo(1);
        assertThat(said.text()).contains(name);
      }
    }
  }

  /** What opens one door opens no other. */
  @Test
  void secretsAreEachAnother() throws Exception {
    Map<String, String> secrets = made();
    secrets.put("INFLUX_GRAFANA_PASSWORD", secrets.getOrDefault("INFLUX_TOKEN", ""));
    assertThat(checked(secrets).code()).isEqualTo(1);
  }

  /** The example itself, copied. */
  @Test
  void theExampleIsRefused() throws Exception {
    for (String line : Files.readAllLines(DEPLOY.resolve(".env.example"))) {
      if (line.matches("\\w*(PASSWORD|TOKEN)\\w*=.*")) {
        assertThat(line).endsWith("=");
      }
    }
    assertThat(checked(Map.of()).code()).isEqualTo(1);
  }

  /** The file is its user's alone, and a link that somebody laid is not written through. */
  @Test
  void secretsAreWrittenForTheirUserAlone() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "kept");
    Files.createSymbolicLink(folder.resolve(".env"), other);
    assertThat(Launched.program(folder, DEPLOY + "/new-env", folder.toString()).code()).isNotZero();
    assertThat(other).hasContent("kept");
    Files.delete(folder.resolve(".env"));
    made();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(".env"))))
        .isEqualTo("rw-------");
  }
}
